import Foundation
import Synchronization

@testable import EdgeHTTP

/// What happened, in order, noted by several tasks.
final class Notebook<Note: Sendable>: Sendable {
    private let list = Mutex<[Note]>([])

    var notes: [Note] { list.withLock { $0 } }

    /// - Returns: How many notes there are now.
    @discardableResult
    func add(_ note: Note) -> Int {
        list.withLock {
            $0.append(note)
            return $0.count
        }
    }
}

extension Timing {
    /// Sleeps no time and notes what it should have slept; time stands still, the dice show the middle.
    static func still(_ sleeps: Notebook<Duration> = Notebook(), date: Date = Date()) -> Timing {
        var timing = Timing()
        timing.now = { .zero }
        timing.date = { date }
        timing.sleep = { sleeps.add($0) }
        timing.random = { 0.5 }
        return timing
    }
}

extension TransportSettings {
    /// No pacing, and limits that a test can wait for.
    static var quick: TransportSettings {
        var settings = TransportSettings()
        settings.requestsPerSecond = .infinity
        return settings
    }
}

/// Bytes without a pattern that a mix-up could hide in.
func noise(_ count: Int, seed: UInt64 = 1) -> Data {
    var state = seed
    var data = Data(capacity: count)
    while data.count < count {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        withUnsafeBytes(of: state.byteSwapped) { data.append(contentsOf: $0) }
    }
    return data.prefix(count)
}
