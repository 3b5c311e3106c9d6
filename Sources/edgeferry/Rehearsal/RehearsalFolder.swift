import EdgeArchive
import EdgeCore
import Foundation

/// Where a rehearsal works: a folder below the temporary one that goes with it.
struct RehearsalFolder: Sendable {
    let path: String

    /// - Throws: `RehearsalError.noRoom` when the builds of the archive would not fit.
    init(for archive: Archive) throws {
        let parent = NSTemporaryDirectory()
        let bytes = archive.builds.reduce(Int64(0)) { $0.addingReportingOverflow($1.size).partialValue }
        // Once in the sandbox, once in the snapshot of the result.
        let needed = 2 * min(bytes, .max / 4) + (64 << 20)
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: parent)
        // A file system that does not say how much is free is tried.
        if let free = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value, free < needed {
            throw RehearsalError.noRoom(folder: parent, needed: needed, free: free)
        }
        path = parent + "edgeferry-rehearsal-\(UUID().uuidString.prefix(8).lowercased())"
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CoreError.file(path: path, doing: "create", code: EACCES)
        }
    }

    func remove() {
        // What cannot be removed is a temporary file.
        try? FileManager.default.removeItem(atPath: path)
    }
}
