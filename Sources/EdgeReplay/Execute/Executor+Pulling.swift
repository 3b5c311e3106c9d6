import EdgeClient
import EdgeCore

/// Builds that the target fetches by itself, and what is done when it cannot.
extension Executor {
    /// The address for the target, once we have seen that the right build is there.
    func pullAddress(of build: Contents.Build) async throws -> BuildURL {
        guard let pull = settings.pull else {
            throw ActionFailure(cause: ReplayError.noPullSource, isCertain: true)
        }
        do {
            return BuildURL(url: try await pull.address(of: build, in: organization))
        } catch let error as any Explained {
            // Whatever is wrong with the place, the target was not asked.
            throw ActionFailure(cause: error, isCertain: true)
        }
    }

    /// What a failed task says of a pull that can be asked for anew.
    /// - Throws: `ActionFailure` when another address would not help.
    func pullFailure(_ failure: BuildVerdict.Failure, _ build: Contents.Build, _ action: Action)
        throws -> PullFailure
    {
        let cause = failed(action, failure)
        guard failure.isFirst, let pull = settings.pull else { throw cause }
        switch pull.sight(of: build) {
        // The archive is damaged, which concerns the whole run.
        case .failed(let error): throw error
        case .nobody: return PullFailure(reason: cause.cause.oneLine, isHopeless: true)
        case .asked: return PullFailure(reason: cause.cause.oneLine, isHopeless: false)
        }
    }

    /// Says whether a build that the target cannot fetch may be uploaded.
    func checkUpload(_ build: Contents.Build, insteadOf failure: PullFailure) throws {
        let limit = target.dialect.limits.largestPut
        guard build.size <= limit else {
            throw ActionFailure(
                cause: ReplayError.cannotPull(
                    build: build.object.description, reason: failure.reason, size: build.size, limit: limit),
                isCertain: true)
        }
    }
}

extension BuildVerdict.Failure {
    /// Without the address that the target was given, which a task may repeat.
    func hiding(_ url: BuildURL?) -> Self {
        guard let url else { return self }
        return Self(type: type, details: details.hiding([url.url]), isFirst: isFirst)
    }
}

/// Why a target did not fetch a build.
struct PullFailure {
    let reason: String
    /// It never came, or does not understand addresses: asking again would change nothing.
    let isHopeless: Bool

    init(reason: String, isHopeless: Bool) {
        self.reason = reason
        self.isHopeless = isHopeless
    }

    /// Nil unless a target says that it does not take the address.
    init?(_ error: ClientError) {
        guard let status = error.answerStatus, [400, 405, 415, 422, 501].contains(status) else { return nil }
        self.init(reason: error.oneLine, isHopeless: true)
    }
}
