import EdgeCore
import Foundation

/// Writing that survives a power cut: bytes reach the disk before a name does, and names before anyone is told.
enum DurableFile {
    /// Makes a directory and its parents; each new name is durable.
    static func makeDirectory(_ path: String) throws(ArchiveError) {
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else {
                throw .file(path: path, doing: "create", code: ENOTDIR)
            }
            return
        }
        let parent = parent(of: path)
        if parent != path { try makeDirectory(parent) }
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw .file(path: path, doing: "create", code: errno)
        }
        try syncDirectory(parent)
    }

    /// Writes a file under a name of the work folder and moves it to its place; nothing half is ever seen there.
    static func write(_ bytes: Data, to path: String, by temporary: String) throws(ArchiveError) {
        do throws(ArchiveError) {
            try fill(temporary, flags: O_TRUNC, bytes)
            try move(temporary, to: path)
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Moves durable bytes to their name; what stood there is replaced.
    static func move(_ from: String, to path: String) throws(ArchiveError) {
        guard rename(from, path) == 0 else { throw .file(path: path, doing: "create", code: errno) }
        try syncDirectory(parent(of: path))
    }

    /// Gives durable bytes their name only if nothing has it, and says whether it was free; if not, they stay where they are.
    static func claim(_ from: String, as path: String) throws(ArchiveError) -> Bool {
        if link(from, path) == 0 {
            unlink(from)
        } else if errno == EEXIST {
            return false
        } else {
            // Without hard links the store's lock alone keeps others from the name.
            guard !StoredFile.exists(path) else { return false }
            try move(from, to: path)
        }
        try syncDirectory(parent(of: path))
        return true
    }

    static func fill(_ path: String, flags: Int32, _ bytes: Data) throws(ArchiveError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0o644)
        guard descriptor >= 0 else { throw .file(path: path, doing: "create", code: errno) }
        defer { close(descriptor) }
        let code = bytes.withUnsafeBytes { writeAll($0, to: descriptor) }
        guard code == 0 else { throw .file(path: path, doing: "write", code: code) }
        guard fsync(descriptor) == 0 else { throw .file(path: path, doing: "write", code: errno) }
    }

    /// The `errno` of what failed, or 0.
    static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count < 0 ? errno : EIO }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        return 0
    }

    static func sync(_ path: String) throws(ArchiveError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .file(path: path, doing: "open", code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .file(path: path, doing: "write", code: errno) }
    }

    private static func syncDirectory(_ path: String) throws(ArchiveError) { try sync(path) }

    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
