import EdgeCore
import Foundation
import TestKit

/// When a process of a replay is to be killed.
enum KillMoment: Sendable {
    /// So long after its start.
    case after(Duration)
    /// So long after it has claimed an action of this kind.
    case inside(String, Duration)

    /// Kills the process at the moment, unless it ends by itself before.
    ///
    /// On a thread of its own: actions last for milliseconds, and the sandboxes keep the other threads busy.
    /// - Parameter start: Claims from before were made by an earlier process.
    func kill(_ ferry: FerryProcess, journal: String, start: Date) async throws {
        try await blocking("kill") { _ in
            switch self {
            case .after(let time): Self.sleep(time)
            case .inside(let kind, let time):
                guard Self.waitForClaim(kind, ferry, journal, start) else { return }
                Self.sleep(time)
            }
            ferry.kill()
        }
    }

    /// False when the process ended without such a claim.
    private static func waitForClaim(
        _ kind: String, _ ferry: FerryProcess, _ journal: String, _ start: Date
    ) -> Bool {
        var view: JournalView?
        defer { try? view?.close() }  // read only: nothing can be lost
        while !ferry.isOver {
            view = view ?? JournalView(journal)
            // A look that comes while the journal is being opened sees nothing.
            let claims = (try? view?.claims()) ?? []
            if claims.contains(where: { $0.kind == kind && $0.time >= start }) { return true }
            sleep(.microseconds(300))
        }
        return false
    }

    private static func sleep(_ time: Duration) {
        Thread.sleep(forTimeInterval: time / .seconds(1))
    }
}
