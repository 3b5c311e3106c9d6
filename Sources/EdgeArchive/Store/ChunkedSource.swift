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

/// The packs of one build, each opened when it is first needed, and the frames that were decoded last.
///
/// Shared by all readers of the build: headers and content alternate between frames, and who skips opens a new reader.
final class PackShelf: Sendable {
    /// Frames that are kept: more give nothing when a real build is restored, fewer decode a tenth more (docs/adr/0008).
    static let most = 16
    /// Decoded bytes of them: the frames that this release writes stay below it, a stranger's may be as long as `ArchiveLimits.frame`.
    static let mostBytes = 64 << 20

    private struct Frame {
        let pack: UInt32
        let number: UInt32
        let bytes: [UInt8]
    }

    private struct State {
        var packs: [UInt32: Pack] = [:]
        /// The one used last comes first.
        var frames: [Frame] = []
        /// Decoded bytes of the frames.
        var bytes = 0
    }

    private let store: Store
    private let digests: [Digest]
    private let state = Mutex(State())

    init(_ store: Store, _ digests: [Digest]) {
        self.store = store
        self.digests = digests
    }

    /// What an error about a pack names.
    func file(_ pack: UInt32) -> String { store.layout.blob(digests[Int(pack)]) }

    /// The decoded bytes of a frame.
    func frame(_ number: UInt32, of pack: UInt32) throws -> [UInt8] {
        if let known = state.withLock({ Self.take(number, pack, from: &$0) }) { return known }
        let opened = try state.withLock { $0.packs[pack] } ?? store.pack(digests[Int(pack)])
        let bytes = try opened.decoded(Int(number))
        state.withLock { state in
            state.packs[pack] = opened
            state.frames.insert(Frame(pack: pack, number: number, bytes: bytes), at: 0)
            state.bytes += bytes.count
            while state.frames.count > Self.most || (state.bytes > Self.mostBytes && state.frames.count > 1) {
                state.bytes -= state.frames.removeLast().bytes.count
            }
        }
        return bytes
    }

    /// What it holds in memory.
    var kept: (frames: Int, bytes: Int) { state.withLock { ($0.frames.count, $0.bytes) } }

    private static func take(_ number: UInt32, _ pack: UInt32, from state: inout State) -> [UInt8]? {
        guard let place = state.frames.firstIndex(where: { $0.pack == pack && $0.number == number }) else {
            return nil
        }
        if place > 0 { state.frames.insert(state.frames.remove(at: place), at: 0) }
        return state.frames[0].bytes
    }
}

/// Gives piece after piece.
private final class ChunkedReader: ByteReader {
    private let pieces: Pieces
    private let packs: PackShelf
    private var position: Int64
    private var place: Int

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
        let bytes = try packs.frame(piece.frame, of: piece.pack)
        let start = Int(piece.offset) + skipped
        guard start + count <= bytes.count else {
            throw ArchiveError.damaged(
                file: packs.file(piece.pack), reason: "its frame \(piece.frame) is too short")
        }
        bytes.withUnsafeBytes {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<(start + count)]))
        }
        position += Int64(count)
        if count == Int(piece.length) - skipped { place += 1 }
        return count
    }
}
