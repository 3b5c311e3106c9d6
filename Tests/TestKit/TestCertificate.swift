import Subprocess
import SystemPackage

/// Makes a certificate for 127.0.0.1 that is its own authority, with the openssl tool.
package func makeCertificate(in folder: String) async throws -> TLSFiles {
    let certificate = folder + "/certificate.pem"
    let key = folder + "/key.pem"
    let outcome = try await run(
        .name("openssl"),
        arguments: [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=sandbox",
            "-addext", "subjectAltName=IP:127.0.0.1",
        ], output: .discarded, error: .string(limit: 4096))
    guard outcome.terminationStatus.isSuccess else {
        throw MissingValue(what: "a certificate: \(outcome.standardError)")
    }
    return TLSFiles(certificate: certificate, key: key, authority: certificate)
}
