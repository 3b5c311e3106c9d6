import EdgeArchive
package import EdgeCore
package import EdgeHTTP

/// Where the bytes of an Edge's builds can be read back, as a folder or over a wire.
package struct BuildPlace: Sendable {
    package let pattern: BuildPattern
    package let wire: Transport

    package init(_ pattern: BuildPattern, over wire: Transport) {
        self.pattern = pattern
        self.wire = wire
    }

    /// Reads a build to its end; nil when nothing is at its place, which then cannot be checked.
    func read(_ build: Int, of app: AppName, _ organization: OrganizationName, _ meter: Meter?) async throws
        -> Download?
    {
        let place = pattern.place(organization: organization, app: app, build: build)
        guard BuildPattern(place).isURL else {
            return try await blocking("digest") { cancellation in
                // Whatever keeps it from being opened, its bytes cannot be checked.
                guard let file = try? FileSlice(whole: place) else { return nil }
                let digest = try StoredFile.digest(of: file, cancellation) {
                    meter?.add(bytes: Int64($0.count))
                }
                return Download(size: file.size, digest: digest, etag: nil)
            }
        }
        do {
            return try await wire.digest(of: place)
        } catch let error as HTTPError {
            if case .refused(_, _, let status, _) = error, status == 404 || status == 410 { return nil }
            throw error
        }
    }
}
