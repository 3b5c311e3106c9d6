package import EdgeCore
import EdgeHTTP

/// Where a target fetches builds by itself.
package protocol PullSource: Sendable {
    /// The address to hand over, when the right build is there as far as it can be told.
    /// - Throws: An `Explained` error; the target is then not asked.
    func address(of build: Contents.Build, in organization: OrganizationName) async throws -> Secret
    /// What was seen of a target that has the address, and has not brought the build in.
    func sight(of build: Contents.Build) -> PullSight
    /// Its addresses are needed no more.
    func withdraw(_ build: Contents.Build)
}

/// What a place saw of a target that was to fetch a build.
package enum PullSight: Sendable {
    /// The target never asked for a byte.
    case nobody
    /// It did, or nobody can tell.
    case asked
    /// It asked for bytes that cannot be read.
    case failed(any Explained)
}

/// The operator's own bucket.
package struct PulledBucket: PullSource {
    private let place: BuildPlace
    private let isVerified: Bool

    /// - Parameter isVerified: The whole of each build is read and its digest compared, not the size alone.
    package init(_ place: BuildPlace, isVerified: Bool = false) {
        self.place = place
        self.isVerified = isVerified
    }

    package func address(of build: Contents.Build, in organization: OrganizationName) async throws -> Secret {
        let url = place.pattern.place(
            organization: organization, app: build.archivedApp, build: build.number.value)
        let remote = try await place.wire.probe(url)
        guard remote.size == build.size else {
            throw ReplayError.pullSource(
                build: build.object.description, url: url, expected: build.size, actual: remote.size)
        }
        if isVerified {
            let found = try await place.read(build.number.value, of: build.archivedApp, organization, nil)
            guard found?.digest == build.digest else {
                throw ReplayError.pullDigest(
                    build: build.object.description, url: url, expected: build.digest, actual: found?.digest)
            }
        }
        return Secret(url)
    }

    package func sight(of build: Contents.Build) -> PullSight { .asked }

    package func withdraw(_ build: Contents.Build) {}
}
