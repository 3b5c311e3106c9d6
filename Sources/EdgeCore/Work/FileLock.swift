import Foundation

/// An exclusive lock of this machine on a file; the kernel releases it when the process ends, however it ends.
package final class FileLock: Sendable {
    package let path: String
    private let descriptor: Int32

    /// Takes the lock, or nil when another process (or another holder in this one) has it.
    package init?(path: String) throws(CoreError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .file(path: path, doing: "create", code: errno) }
        if let code = Self.lock(descriptor, LOCK_EX) {
            close(descriptor)
            guard code == EWOULDBLOCK else { throw .file(path: path, doing: "lock", code: code) }
            return nil
        }
    }

    /// Asks for a lock of an open file and does not wait.
    /// - Parameter kind: `LOCK_EX` or `LOCK_SH`, which also changes a lock that is held.
    /// - Returns: The `errno` of what failed; `EWOULDBLOCK` when another holder has it.
    package static func lock(_ descriptor: Int32, _ kind: Int32) -> Int32? {
        while flock(descriptor, kind | LOCK_NB) != 0 {
            guard errno == EINTR else { return errno }
        }
        return nil
    }

    /// Unlocks before it closes: a child process that is just being started holds a copy of the descriptor, and
    /// with it the lock, until it has become its program.
    deinit {
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
