import EdgeCore
import EdgeHTTP

/// The access token of a person, got with a password and renewed before it ends; many calls share one renewal.
///
/// The two steps of the login and the rotating refresh are documented, their names are the dialect's `login`.
actor LoginSession {
    /// Part of its life after which a token is renewed: clocks differ, and a call takes its time.
    private static let renewalPoint = 0.8

    private let calls: LoginCalls
    private let now: @Sendable () -> ContinuousClock.Instant
    private var tokens: Tokens?
    private var renewAt: ContinuousClock.Instant?
    private var isRenewing = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    /// A refused login is not tried again: accounts are locked after a few of them.
    private var refusal: ClientError?

    init(_ calls: LoginCalls, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.calls = calls
        self.now = now
    }

    /// A token that is good for the next call; another one than `rejected`, which an Edge has just refused.
    func access(insteadOf rejected: Secret? = nil) async throws -> Secret {
        while isRenewing { await withCheckedContinuation { waiting.append($0) } }
        if let refusal { throw refusal }
        if let tokens, let renewAt, now() < renewAt, tokens.access != rejected { return tokens.access }
        isRenewing = true
        defer {
            isRenewing = false
            waiting.forEach { $0.resume() }
            waiting = []
        }
        do {
            let start = now()
            let renewed = try await calls.renew(tokens)
            tokens = renewed
            renewAt = start + .seconds(Double(calls.accessSeconds) * Self.renewalPoint)
            return renewed.access
        } catch let error as ClientError where error.status == .notAllowed {
            refusal = error
            throw error
        }
    }
}

/// What a login or a refresh gives.
struct Tokens: Sendable {
    let access: Secret
    let refresh: Secret
}
