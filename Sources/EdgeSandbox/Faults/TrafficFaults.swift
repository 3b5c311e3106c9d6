import EdgeCore
import Hummingbird
import NIOCore

// These fall on the answer, and on the body of an upload.

/// `cut`: closes the connection after so many bytes, the last one always missing.
struct CutFault: Fault {
    static let word = "cut"

    private let afterBytes: Int

    init(_ options: SettingsSection) {
        afterBytes = options.number("afterBytes", in: 0...(1 << 40), otherwise: nil)
    }

    var details: JSONObject { ["afterBytes": .int(afterBytes)] }

    func around(_ exchange: Exchange, _ trigger: FaultTrigger, _ next: Exchange.Step) async throws -> Response
    {
        guard trigger.pull() else { return try await next(exchange) }
        return try await exchange.passing({ CuttingValve(limit: max(0, min(afterBytes, $0 - 1))) }, next)
    }

    private struct CuttingValve: Valve {
        let limit: Int

        func admit(_ waiting: Int, after passed: Int) throws -> Int {
            guard passed < limit else { throw ConnectionEnd() }
            return min(waiting, limit - passed)
        }
    }
}

/// `announceMore`: announces more bytes than it sends, then closes the connection.
struct AnnounceMoreFault: Fault {
    static let word = "announceMore"

    private let bytes: Int

    init(_ options: SettingsSection) {
        bytes = options.number("bytes", in: 1...(1 << 40), otherwise: 1)
    }

    var details: JSONObject { ["bytes": .int(bytes)] }

    func around(_ exchange: Exchange, _ trigger: FaultTrigger, _ next: Exchange.Step) async throws -> Response
    {
        let response = try await next(exchange)
        guard trigger.pull() else { return response }
        return exchange.passing(response, EndingValve(), announcing: bytes)
    }

    private struct EndingValve: Valve {
        func admit(_ waiting: Int, after passed: Int) -> Int { waiting }
        func end() throws { throw ConnectionEnd() }
    }
}

/// `slow`: lets so many bytes pass each second.
struct SlowFault: Fault {
    static let word = "slow"

    private let bytesPerSecond: Int

    init(_ options: SettingsSection) {
        bytesPerSecond = options.number("bytesPerSecond", in: 1...(1 << 40), otherwise: nil)
    }

    var details: JSONObject { ["bytesPerSecond": .int(bytesPerSecond)] }

    func around(_ exchange: Exchange, _ trigger: FaultTrigger, _ next: Exchange.Step) async throws -> Response
    {
        guard trigger.pull() else { return try await next(exchange) }
        return try await exchange.passing({ _ in SlowValve(rate: bytesPerSecond) }, next)
    }

    private struct SlowValve: Valve {
        let rate: Int

        /// Ten pieces a second, so that it drips and does not gush.
        func admit(_ waiting: Int, after passed: Int) async throws -> Int {
            let count = min(waiting, max(1, rate / 10))
            try await Task.sleep(for: .seconds(Double(count) / Double(rate)))
            return count
        }
    }
}

/// `stall`: stands still after so many bytes; when the time is over, or the client has gone, it goes on.
struct StallFault: Fault {
    static let word = "stall"

    private let afterBytes: Int
    private let seconds: Int

    init(_ options: SettingsSection) {
        afterBytes = options.number("afterBytes", in: 0...(1 << 40), otherwise: 0)
        seconds = options.number("seconds", in: 1...86_400, otherwise: 86_400)
    }

    var details: JSONObject { ["afterBytes": .int(afterBytes), "seconds": .int(seconds)] }

    func around(_ exchange: Exchange, _ trigger: FaultTrigger, _ next: Exchange.Step) async throws -> Response
    {
        guard trigger.pull() else { return try await next(exchange) }
        return try await exchange.passing(
            { length in
                StallingValve(
                    place: max(0, min(afterBytes, length - 1)), seconds: seconds,
                    channel: exchange.context.channel)
            }, next)
    }

    private struct StallingValve: Valve {
        let place: Int
        let seconds: Int
        let channel: any Channel

        func admit(_ waiting: Int, after passed: Int) async throws -> Int {
            guard passed <= place else { return waiting }
            guard passed == place else { return min(waiting, place - passed) }
            let end = ContinuousClock.now + .seconds(seconds)
            while channel.isActive, ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(50))
            }
            return waiting
        }
    }
}
