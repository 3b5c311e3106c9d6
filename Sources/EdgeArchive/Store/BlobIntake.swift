import EdgeCore
import Foundation

/// The way into `blobs/`: bytes are complete, hashed and durable in `work/` before they get their name.
struct BlobIntake {
    let layout: Layout
    /// Blobs whose files are not to be relied on, whatever they seem to hold.
    var damaged: Set<Digest> = []

    /// Stores small bytes, unless their blob is there and whole, and returns their descriptor.
    /// - Parameter place: A number that no other call of the same time has.
    func keep(_ bytes: Data, type: String, place: Int) throws(ArchiveError) -> Descriptor {
        let digest = Digest(of: bytes)
        if damaged.contains(digest) || !holds(digest, size: Int64(bytes.count)) {
            let temporary = layout.path("\(Layout.work)/blob-\(place).partial")
            try DurableFile.write(bytes, to: layout.blob(digest), by: temporary)
        }
        return Descriptor(mediaType: type, digest: digest, size: Int64(bytes.count))
    }

    /// Whether the file of a blob can be read and holds what its name says.
    private func holds(_ digest: Digest, size: Int64) -> Bool {
        let file = FileSlice(path: layout.blob(digest), size: size)
        guard (try? StoredFile.size(of: file.path)) == size else { return false }
        return (try? StoredFile.digest(of: file, Cancellation())) == digest
    }

    /// Gives a complete file of `work/` its name as a blob.
    func adopt(_ staged: String, _ digest: Digest) throws(ArchiveError) {
        try DurableFile.sync(staged)
        try DurableFile.move(staged, to: layout.blob(digest))
    }

    /// Copies a source into a file of `work/` in constant memory and hashes it in passing.
    ///
    /// A copy that fails is removed: it cannot be continued, and the disk may be full.
    static func copy(
        _ source: any ByteSource, to path: String, _ cancellation: Cancellation, _ meter: Meter?
    ) throws -> Digest {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw ArchiveError.file(path: path, doing: "create", code: errno) }
        defer { close(descriptor) }
        do {
            return try StoredFile.digest(of: source, cancellation) { piece in
                let code = DurableFile.writeAll(piece, to: descriptor)
                guard code == 0 else { throw ArchiveError.file(path: path, doing: "write", code: code) }
                meter?.add(bytes: Int64(piece.count))
            }
        } catch {
            unlink(path)
            throw error
        }
    }
}
