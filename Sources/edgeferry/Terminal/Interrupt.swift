import EdgeCore
import Glibc
import Synchronization
import UnixSignals

/// Which signal asked the command to stop, if any.
final class Interrupt: Sendable {
    private let received = Mutex<ExitStatus?>(nil)
    private let signals: UnixSignalsSequence

    /// From here on a first signal no longer ends the process.
    init() async {
        signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    }

    var status: ExitStatus? { received.withLock { $0 } }

    /// Waits for SIGINT or SIGTERM and returns at the first; a second one ends the process at once.
    func wait() async {
        for await signal in signals {
            let status: ExitStatus = signal == .sigint ? .interrupted : .terminated
            received.withLock { $0 = status }
            return
        }
    }

    /// After the first signal the default action is back, so that an impatient second one ends at once.
    static func restoreDefaults() {
        signal(SIGINT, SIG_DFL)
        signal(SIGTERM, SIG_DFL)
    }
}
