import EdgeCore
import Foundation
import Synchronization

/// The bytes of a tar that is stored in packs, from any offset.
struct ChunkedSource: ByteSource {
    let pieces: Pieces
    let packs: PackShelf

    var size: Int64 { pieces.size }

    func reader(at offset: Int64) -> any ByteReader { ChunkedReader(pieces, packs, offset) }
}

/// The packs of one build, each opened when it is first needed.
final class PackShelf: Sendable {
    private let store: Store
    private let digests: [Digest]
    private let opened = Mutex<[Int: Pack]>([:])

    init(_ store: Store, _ digests: [Digest]) {
        self.store = store
        self.digests = digests
    }

    var count: Int { digests.count }

    func pack(_ number: Int) throws(ArchiveError) -> Pack {
        if let pack = opened.withLock({ $0[number] }) { return pack }
        let pack = try store.pack(digests[number])
        opened.withLock { $0[number] = pack }
        return pack
    }

    /// What an error about a pack names.
    func file(_ number: Int) -> String { store.layout.blob(digests[number]) }
}

/// Decodes the frames that pieces lie in and keeps the last few: headers and content alternate between two.
private final class ChunkedReader: ByteReader {
    private static let kept = 4

    private struct Frame {
        let pack: UInt32
        let number: UInt32
        let bytes: [UInt8]
    }

    private let pieces: Pieces
    private let packs: PackShelf
    private var position: Int64
    private var place: Int
    /// The one used last comes first.
    private var frames: [Frame] = []

    init(_ pieces: Pieces, _ packs: PackShelf, _ offset: Int64) {
        self.pieces = pieces
        self.packs = packs
        position = offset
        place = pieces.place(at: offset)
    }

    /// At most what is left of one piece: who skips over content never has it decoded.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard place < pieces.count, !buffer.isEmpty else { return 0 }
        let piece = pieces[place]
        let skipped = Int(position - pieces.start(of: place))
        let count = min(buffer.count, Int(piece.length) - skipped)
        let bytes = try frame(of: piece).bytes
        let start = Int(piece.offset) + skipped
        guard start + count <= bytes.count else {
            throw ArchiveError.damaged(
                file: packs.file(Int(piece.pack)), reason: "its frame \(piece.frame) is too short")
        }
        bytes.withUnsafeBytes {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<(start + count)]))
        }
        position += Int64(count)
        if count == Int(piece.length) - skipped { place += 1 }
        return count
    }

    private func frame(of piece: Pieces.Piece) throws -> Frame {
        if let known = frames.firstIndex(where: { $0.pack == piece.pack && $0.number == piece.frame }) {
            if known > 0 { frames.insert(frames.remove(at: known), at: 0) }
        } else {
            if frames.count == Self.kept { frames.removeLast() }
            let bytes = try packs.pack(Int(piece.pack)).decoded(Int(piece.frame))
            frames.insert(Frame(pack: piece.pack, number: piece.frame, bytes: bytes), at: 0)
        }
        return frames[0]
    }
}
