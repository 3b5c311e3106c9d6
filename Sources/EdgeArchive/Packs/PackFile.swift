import EdgeCore
import Foundation

/// A pack that is being written, in `work/`; dropped without `seal()` it is removed.
final class PackFile {
    private let path: String
    private let descriptor: Int32
    private var digest = StreamingDigest()
    private var entries: [SeekTable.Entry] = []
    private var chunks: [(digest: Digest, spot: ChunkSpot)] = []

    /// Bytes written so far.
    var size: Int64 { digest.count }
    var chunkCount: Int { chunks.count }
    /// The number that the next frame gets.
    var nextFrame: UInt32 { UInt32(entries.count) }

    init(creating path: String) throws(ArchiveError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .file(path: path, doing: "create", code: errno) }
    }

    deinit {
        close(descriptor)
        // After `seal()` and its move nothing has this name any more.
        unlink(path)
    }

    /// Adds a frame with the chunks that are in it.
    func add(
        _ frame: [UInt8], decoded: Int, chunks: [(digest: Digest, spot: ChunkSpot)]
    ) throws(ArchiveError) {
        try write(frame)
        entries.append(SeekTable.Entry(stored: UInt32(frame.count), decoded: UInt32(decoded)))
        self.chunks += chunks
    }

    /// Writes the tables, makes the pack durable and gives it its name among the blobs.
    func seal(into layout: Layout) throws(ArchiveError) -> (descriptor: Descriptor, table: ChunkTable) {
        let table = ChunkTable(chunks)
        let frame = SkippableFrame.wrap(table.data, magic: SkippableFrame.chunkTableMagic)
        entries.append(SeekTable.Entry(stored: UInt32(frame.count), decoded: 0))
        for bytes in [frame, SeekTable(entries).data] { try write(bytes) }
        guard fsync(descriptor) == 0 else { throw .file(path: path, doing: "write", code: errno) }
        let name = digest.finish()
        try DurableFile.move(path, to: layout.blob(name))
        return (Descriptor(mediaType: ArchiveFormat.packType, digest: name, size: size), table)
    }

    private func write(_ bytes: some ContiguousBytes) throws(ArchiveError) {
        let code = bytes.withUnsafeBytes { bytes in
            digest.update(bytes)
            return DurableFile.writeAll(bytes, to: descriptor)
        }
        guard code == 0 else { throw .file(path: path, doing: "write", code: code) }
    }
}
