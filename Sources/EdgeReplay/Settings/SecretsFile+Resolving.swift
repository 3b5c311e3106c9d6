import EdgeCore
import Foundation

/// A secret that is not there, and why.
package struct MissingSecret: Sendable, Hashable, CustomStringConvertible {
    package let reference: SecretReference
    package let reason: String

    package var description: String { "\(reference): \(reason)" }
}

extension SecretsFile {
    /// The secrets for some places; waived ones are left out.
    /// - Throws: `ReplayError.missingSecrets` with all that are missing, before anything was written.
    func resolve(_ wanted: some Sequence<SecretReference>, environment: [String: String]) async throws
        -> [SecretReference: Secret]
    {
        var secrets: [SecretReference: Secret] = [:]
        var missing: [MissingSecret] = []
        for place in Set(wanted).sorted() {
            guard let reference = references[place] else {
                if !waived.contains(place) {
                    missing.append(
                        MissingSecret(reference: place, reason: "the secrets file does not name it"))
                }
                continue
            }
            switch try await Self.read(reference, environment) {
            case .success(let text): secrets[place] = Secret(text)
            case .failure(let reason):
                missing.append(MissingSecret(reference: place, reason: reason.text))
            }
        }
        guard missing.isEmpty else { throw ReplayError.missingSecrets(missing) }
        return secrets
    }

    private struct Reason: Error { let text: String }

    /// No secret is longer: a private key in PEM has a few KiB.
    private static let largest = 64 << 10

    private static func read(_ reference: Reference, _ environment: [String: String]) async throws
        -> Result<String, Reason>
    {
        switch reference {
        case .env(let name):
            guard let value = environment[name], !value.isEmpty else {
                return .failure(Reason(text: "the environment has no \(quoted(name))"))
            }
            return .success(value)
        case .file(let path):
            guard let data = FileManager.default.contents(atPath: path) else {
                return .failure(Reason(text: "cannot read \(quoted(path))"))
            }
            return text(data, of: quoted(path))
        case .command(let words):
            return try await blocking("secret command") { _ in run(words) }
        }
    }

    private static func run(_ words: [String]) -> Result<String, Reason> {
        let name = quoted(words[0])
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        // What a failing program says may hold the secret itself.
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            return .failure(Reason(text: "cannot run \(name)"))
        }
        // A pipe that cannot be read gives no secret, which the length check below names.
        let data = (try? output.fileHandleForReading.read(upToCount: largest + 1)) ?? Data()
        try? output.fileHandleForReading.close()  // the command may still write; it then gets SIGPIPE
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            return .failure(
                Reason(
                    text: process.terminationStatus == 127
                        ? "there is no program \(name)" : "\(name) ended with \(process.terminationStatus)"))
        }
        return text(data, of: name)
    }

    private static func text(_ data: Data, of name: String) -> Result<String, Reason> {
        guard data.count <= largest, var text = String(validating: data, as: UTF8.self) else {
            return .failure(Reason(text: "\(name) gives no text of at most \(ByteCount(largest))"))
        }
        if text.hasSuffix("\n") { text.removeLast() }
        return text.isEmpty ? .failure(Reason(text: "\(name) gives nothing")) : .success(text)
    }
}
