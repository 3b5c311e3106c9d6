import CFaultyVFS
import EdgeJournal
import Foundation
import Synchronization

/// The disk under the files of one journal: its n-th step fails in one way, or ends the process or the machine.
final class FaultyDisk: @unchecked Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case errorOfIO = "I/O error"
        case noSpace = "no space"
        case endBefore = "process ended before"
        case endAfter = "process ended after"
        case powerCutBefore = "power cut before"
        case powerCutAfter = "power cut after"

        fileprivate var value: faulty_kind {
            switch self {
            case .errorOfIO: FAULTY_IO_ERROR
            case .noSpace: FAULTY_NO_SPACE
            case .endBefore: FAULTY_END_BEFORE
            case .endAfter: FAULTY_END_AFTER
            case .powerCutBefore: FAULTY_POWER_CUT_BEFORE
            case .powerCutAfter: FAULTY_POWER_CUT_AFTER
            }
        }
    }

    /// The process is over; nobody of it hears this.
    struct Ended: Error {}

    private let kind: Kind
    private let disk: OpaquePointer
    /// The file that is written without SQLite.
    private let keys: String
    /// The size of that file before the step that is hit.
    private let hit = Mutex<Int?>(nil)

    /// - Parameter journal: The path that the names of its companions begin with.
    init(under journal: String, _ kind: Kind, at step: Int) throws {
        self.kind = kind
        keys = journal + ".keys"
        disk = faulty_disk_watch(journal, kind.value, step)
    }

    deinit { faulty_disk_free(disk) }

    /// False when the journal was written with fewer steps.
    var wasHit: Bool { faulty_disk_was_hit(disk) != 0 }

    /// The process is over: what was not synced is lost when its machine ended too, and the next process finds a good disk.
    func settle() async throws {
        // The journal is closed when the last task lets go of it.
        while faulty_disk_settle(disk) > 0 { try await Task.sleep(for: .milliseconds(1)) }
    }

    /// Lets the append to the file of once-only secrets fail like a step of SQLite.
    func watch(_ step: JournalStep) throws {
        guard step.name == "key" else { return }
        if step.moment == .before { try begin() } else { try end() }
    }

    private func begin() throws {
        let verdict = faulty_disk_step(disk)
        switch verdict {
        case FAULTY_OVER: throw Ended()
        case FAULTY_FULL: throw failure(ENOSPC)
        case FAULTY_HIT where kind == .errorOfIO: throw failure(EIO)
        case FAULTY_HIT where kind == .endBefore: throw Ended()
        default: hit.withLock { $0 = verdict == FAULTY_HIT ? size : nil }
        }
    }

    private func end() throws {
        guard let before = hit.withLock({ $0 }) else { return }
        // What was written and not synced is there in part.
        if kind == .noSpace || kind == .powerCutBefore { truncate(keys, (before + size) / 2) }
        throw kind == .noSpace ? failure(ENOSPC) : Ended()
    }

    private var size: Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: keys)  // not made yet
        return attributes?[.size] as? Int ?? 0
    }

    private func failure(_ code: Int32) -> any Error {
        JournalError.file(path: keys, doing: "write", code: code)
    }
}
