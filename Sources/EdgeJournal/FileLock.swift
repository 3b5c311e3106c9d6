package import EdgeCore
import Foundation

/// An exclusive lock of this machine on a file; the kernel releases it when the process ends, however it ends.
package final class FileLock: Sendable {
    package let path: String
    private let descriptor: Int32

    /// Takes the lock, or nil when another process (or another holder in this one) has it.
    package init?(path: String) throws(JournalError) {
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

    deinit { close(descriptor) }

    /// The lock under which one replay at a time writes to a target organization.
    package static func target(host: String, organization: OrganizationName, in folder: String)
        throws(JournalError) -> FileLock
    {
        let name = "target-\(fileName(host))-\(organization.text).lock"
        try makeFolder(folder)
        guard let lock = try FileLock(path: folder + "/" + name) else {
            throw .targetInUse(target: "\(organization) at \(host)")
        }
        return lock
    }

    /// A host and port as a part of a file name.
    private static func fileName(_ host: String) -> String {
        String(host.unicodeScalars.map { isPlain($0) ? Character($0) : "_" })
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "."
                || scalar == "-")
    }
}

/// Makes a folder of mode 0700 with all that are above it.
func makeFolder(_ path: String) throws(JournalError) {
    do {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
        throw .file(path: path, doing: "create", code: errno == 0 ? EIO : errno)
    }
}
