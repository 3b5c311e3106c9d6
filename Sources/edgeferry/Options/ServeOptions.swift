import ArgumentParser
import EdgeCore
import EdgeServe

/// How a replay gives the archive's builds to a target that fetches by itself.
struct ServeOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "Address on which replay serves the archive's builds, for the target to fetch; port 0 takes any free one.",
            valueName: "host:port"))
    var serve: String?

    @Option(
        help: ArgumentHelp(
            "Address by which the target reaches --serve; it gets the port that was taken when --serve has port 0.",
            valueName: "url"))
    var publicUrl: String?

    @Option(
        help: ArgumentHelp("PEM file of a certificate chain: --serve speaks HTTPS.", valueName: "file"))
    var serveCertificate: String?

    @Option(help: ArgumentHelp("PEM file of the certificate's private key.", valueName: "file"))
    var serveKey: String?

    var isOn: Bool { serve != nil }

    func validate() throws {
        guard (serve == nil) == (publicUrl == nil) else {
            throw ValidationError("--serve and --public-url belong together.")
        }
        guard (serveCertificate == nil) == (serveKey == nil) else {
            throw ValidationError("--serve-certificate and --serve-key belong together.")
        }
        guard serveCertificate == nil || isOn else {
            throw ValidationError("--serve-certificate belongs to --serve.")
        }
        _ = try addresses()
    }

    /// Serves as long as the body runs, which gets what it can offer builds with; nil unless that was asked for.
    func serving<Result: Sendable>(
        _ console: Console, _ body: @escaping @Sendable (BuildOffers?) async throws -> Result
    ) async throws -> Result {
        guard let (listen, url) = try addresses() else { return try await body(nil) }
        var random = SystemRandomNumberGenerator()
        var settings = ServeSettings(
            host: listen.host, port: listen.port, publicURL: url, random: &random)
        settings.meter = console.meter
        if let serveCertificate, let serveKey {
            settings.tls = (certificate: serveCertificate, key: serveKey)
        }
        return try await BuildServer(settings).serving { offers in
            console.message("serving builds on port \(offers.port) as \(offers.url)")
            return try await body(offers)
        }
    }

    private func addresses() throws -> (ListenAddress, PublicURL)? {
        guard let serve, let publicUrl else { return nil }
        guard let listen = ListenAddress(serve) else {
            throw ValidationError("--serve must be HOST:PORT.")
        }
        guard let url = PublicURL(publicUrl) else {
            throw ValidationError(
                "--public-url must be http:// or https:// and a host, without user, query and fragment.")
        }
        guard listen.port != 0 || url.port == nil else {
            throw ValidationError(
                "--serve with port 0 takes any free port, so --public-url cannot know it: name the port in both, or in neither."
            )
        }
        guard serveCertificate == nil || url.isHTTPS else {
            throw ValidationError("--serve-certificate speaks HTTPS, so --public-url must be https://.")
        }
        return (listen, url)
    }
}
