package import EdgeCore
import Foundation

/// A pack, opened for reading: zstd frames, a table of the chunks in them, and a table of the frames.
package struct Pack: Sendable {
    package struct Frame: Sendable, Hashable {
        let offset: Int64
        let stored: Int
        let decoded: Int
    }

    private let slice: FileSlice
    /// What an error names.
    private let file: String
    private let tableFrame: Frame
    /// The frames that hold chunks, in the order of the file.
    package let frames: [Frame]

    /// Reads the table of frames, which must account for every byte of the file.
    package init(_ slice: FileSlice, file: String) throws(ArchiveError) {
        self.slice = slice
        self.file = file
        let damaged = ArchiveError.damaged(file: file, reason: "its table of frames cannot be read")
        let footer = SeekTable.footerSize
        guard slice.size >= footer,
            let size = SeekTable.frameSize(
                footer: try slice.bytes(at: slice.size - Int64(footer), count: footer, file: file)),
            size <= ArchiveLimits.small, size <= slice.size,
            let table = SeekTable(
                reading: try slice.bytes(at: slice.size - Int64(size), count: size, file: file))
        else { throw damaged }
        var frames: [Frame] = []
        var offset: Int64 = 0
        for entry in table.entries {
            frames.append(Frame(offset: offset, stored: Int(entry.stored), decoded: Int(entry.decoded)))
            offset += Int64(entry.stored)
        }
        guard offset == slice.size - Int64(size), let last = frames.popLast(), last.decoded == 0,
            frames.allSatisfy({
                $0.decoded > 0 && $0.decoded <= ArchiveLimits.frame && $0.stored <= 2 * ArchiveLimits.frame
            })
        else { throw damaged }
        self.frames = frames
        tableFrame = last
    }

    /// The table of its chunks.
    /// - Throws: `.damaged` when its digest is not that of its records.
    package func table() throws(ArchiveError) -> ChunkTable {
        guard tableFrame.stored <= ArchiveLimits.small,
            let content = SkippableFrame.unwrap(
                try slice.bytes(at: tableFrame.offset, count: tableFrame.stored, file: file),
                magic: SkippableFrame.chunkTableMagic),
            let table = ChunkTable(reading: content)
        else { throw .damaged(file: file, reason: "its table of chunks cannot be read") }
        return table
    }

    /// The decoded bytes of a frame.
    package func decoded(_ number: Int) throws(ArchiveError) -> [UInt8] {
        guard frames.indices.contains(number) else {
            throw .damaged(file: file, reason: "it has no frame \(number)")
        }
        let frame = frames[number]
        let stored = try slice.bytes(at: frame.offset, count: frame.stored, file: file)
        guard let bytes = stored.withUnsafeBytes({ ZstdFrame.expand($0, limit: frame.decoded) }),
            bytes.count == frame.decoded
        else { throw .damaged(file: file, reason: "its frame \(number) cannot be expanded") }
        return bytes
    }
}
