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
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EINTR { continue }
            let code = errno
            close(descriptor)
            guard code == EWOULDBLOCK else { throw .file(path: path, doing: "lock", code: code) }
            return nil
        }
    }

    /// Unlocks before it closes: a child process that is just being started holds a copy of the descriptor, and
    /// with it the lock, until it has become its program.
    deinit {
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
