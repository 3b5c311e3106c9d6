import EdgeCore
import Foundation

/// Puts the chunks of one build into packs, those that the store does not have; works on a queue of its own.
///
/// A pack that is closed is whole and durable: a killed run leaves it to the next one, which finds its chunks there.
actor BuildPacking {
    private let executor = QueueExecutor("pack")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Where a chunk is, by its number in the build.
    private enum Found {
        case nowhere
        case at(pack: Int, ChunkSpot)
        /// Its bytes are those of another chunk.
        case same(as: Int)
    }

    private let store: Store
    private let index: ChunkIndex
    private let form: ChunkedForm
    private let damaged: Set<Digest>
    private let packSize: Int64
    private let temporary: String
    private var tables = PackTables()
    private var pieces: [CutPiece] = []
    private var found: [Found] = []
    /// Chunks that are in no closed pack yet.
    private var open: [Digest: Int] = [:]
    private var content = OpenFrame()
    private var headers = OpenFrame()
    private var file: (number: Int, pack: PackFile)?
    /// Packs that the build uses; nil while one is written.
    private var packs: [Descriptor?] = []
    private var numbers: [Digest: Int] = [:]

    /// - Parameters:
    ///   - damaged: Packs whose chunks are not to be relied on.
    ///   - size: Bytes of the build; the larger it is, the larger are its packs.
    ///   - temporary: Where a pack grows, below `work/`.
    init(
        _ store: Store, _ index: ChunkIndex, _ form: ChunkedForm, avoiding damaged: Set<Digest>, size: Int64,
        temporary: String
    ) {
        self.damaged = damaged
        self.store = store
        self.index = index
        self.form = form
        packSize = form.pack(of: size)
        self.temporary = temporary
    }

    /// Notes where the chunks of a batch are, and gives back the frames that became full with new ones.
    func take(_ batch: CutBatch, _ digests: [Digest]) throws -> [OpenFrame] {
        pieces += batch.pieces
        let places = try index.packs(of: digests)
        var full: [OpenFrame] = []
        for (chunk, digest) in zip(batch.chunks, digests) {
            if let same = open[digest] {
                note(.same(as: same), of: chunk.number)
            } else if let pack = places[digest], let stored = stored(digest, in: pack) {
                note(stored, of: chunk.number)
            } else {
                open[digest] = chunk.number
                batch.withBytes(of: chunk) { gather($0, chunk.number, digest, chunk.kind) }
                if content.bytes.count >= form.frame, let frame = content.take() { full.append(frame) }
                if headers.bytes.count >= form.frame, let frame = headers.take() { full.append(frame) }
            }
        }
        return full
    }

    /// Adds frames to the pack, and closes it when it is large enough.
    func append(_ frames: [CompressedFrame]) throws {
        for frame in frames { try add(frame) }
        guard let pack = file?.pack, pack.size >= packSize || pack.chunkCount >= form.chunksOfPack else {
            return
        }
        try close()
    }

    /// Closes the last pack and says how the tar is put together.
    func finish() throws -> PackedBuild {
        try close()
        try consolidate()
        var order: [Int: UInt32] = [:]
        var used: [Descriptor] = []
        var resolved: [Pieces.Piece] = []
        for piece in pieces {
            let (pack, spot) = place(of: Int(piece.chunk))
            if order[pack] == nil, let descriptor = packs[pack] {
                order[pack] = UInt32(used.count)
                used.append(descriptor)
            }
            let next = Pieces.Piece(
                pack: order[pack] ?? 0, frame: spot.frame, offset: spot.offset + piece.offset,
                length: piece.length)
            if let last = resolved.last, let joined = last.joined(with: next) {
                resolved[resolved.count - 1] = joined
            } else {
                resolved.append(next)
            }
        }
        return PackedBuild(packs: used, pieces: Pieces(resolved))
    }

    private func gather(
        _ bytes: UnsafeRawBufferPointer, _ number: Int, _ digest: Digest, _ kind: TarSegment.Kind
    ) {
        switch kind {
        case .headers: headers.add(bytes, number: number, digest: digest)
        case .content: content.add(bytes, number: number, digest: digest)
        }
    }

    /// A chunk of another pack: the index only guesses which, the pack itself must say so.
    private func stored(_ digest: Digest, in pack: Digest) -> Found? {
        guard !damaged.contains(pack),
            let spot = tables.table(of: pack, { store.chunkTable(of: pack) })?.spot(of: digest)
        else {
            return nil
        }
        if let number = numbers[pack] { return .at(pack: number, spot) }
        // What vanished meanwhile is simply not there.
        guard let size = try? store.files.slice(Layout.blob(pack)).size else { return nil }
        numbers[pack] = packs.count
        packs.append(Descriptor(mediaType: ArchiveFormat.packType, digest: pack, size: size))
        return .at(pack: packs.count - 1, spot)
    }

    private func add(_ frame: CompressedFrame) throws {
        if file == nil {
            file = (packs.count, try PackFile(creating: temporary))
            packs.append(nil)
        }
        guard let file else { return }
        let number = file.pack.nextFrame
        let spots = frame.chunks.map {
            ChunkSpot(frame: number, offset: UInt32($0.offset), length: UInt32($0.length))
        }
        try file.pack.add(
            frame.stored, decoded: frame.decoded, chunks: zip(frame.chunks, spots).map { ($0.digest, $1) })
        for (chunk, spot) in zip(frame.chunks, spots) { note(.at(pack: file.number, spot), of: chunk.number) }
    }

    private func close() throws {
        for frame in [headers.take(), content.take()] {
            if let frame { try add(frame.compressed()) }
        }
        guard let file else { return }
        let (descriptor, table) = try file.pack.seal(into: store.layout)
        self.file = nil
        packs[file.number] = descriptor
        numbers[descriptor.digest] = file.number
        try index.add(descriptor.digest, table)
        open.removeAll()
    }

    private func note(_ place: Found, of chunk: Int) {
        while found.count <= chunk { found.append(.nowhere) }
        found[chunk] = place
    }

    private func place(of chunk: Int) -> (pack: Int, spot: ChunkSpot) {
        switch found[chunk] {
        case .at(let pack, let spot): return (pack, spot)
        case .same(let other): return place(of: other)
        case .nowhere: preconditionFailure("every chunk that was cut is in a closed pack")
        }
    }
}

// MARK: - Keeping the number of packs small

extension BuildPacking {
    /// After many increments a build would name too many packs: what it needs of those that give it least is stored again.
    private func consolidate() throws {
        var used: [Int: Int] = [:]
        for piece in pieces { used[place(of: Int(piece.chunk)).pack, default: 0] += Int(piece.length) }
        guard used.count > form.packs else { return }
        let least = used.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
        let doomed = Set(least.prefix(used.count - form.packs * 2 / 3))
        var moving: [Int: [Int: [Int]]] = [:]
        for chunk in found.indices {
            guard case .at(let pack, let spot) = found[chunk], doomed.contains(pack) else { continue }
            moving[pack, default: [:]][Int(spot.frame), default: []].append(chunk)
        }
        for pack in doomed.sorted() {
            for (frame, chunks) in (moving[pack] ?? [:]).sorted(by: { $0.key < $1.key }) {
                try move(chunks, from: pack, frame)
            }
        }
        try close()
    }

    private func move(_ chunks: [Int], from number: Int, _ frame: Int) throws {
        guard let descriptor = packs[number] else { return }
        let pack = try store.pack(descriptor.digest)
        let table = try pack.table()
        let bytes = try pack.decoded(frame)
        for chunk in chunks {
            guard case .at(_, let spot) = found[chunk], Int(spot.offset) + Int(spot.length) <= bytes.count
            else {
                throw ArchiveError.damaged(
                    file: store.layout.blob(descriptor.digest), reason: "its frame \(frame) is too short")
            }
            let run = bytes[Int(spot.offset)..<(Int(spot.offset) + Int(spot.length))]
            let digest = run.withUnsafeBytes { Digest(hashing: $0) }
            guard table.spot(of: digest) == spot else {
                throw ArchiveError.damaged(
                    file: store.layout.blob(descriptor.digest),
                    reason: "a chunk of frame \(frame) is not what it was")
            }
            if let same = open[digest] {
                if same != chunk { note(.same(as: same), of: chunk) }
                continue
            }
            open[digest] = chunk
            run.withUnsafeBytes { gather($0, chunk, digest, .content) }
            if content.bytes.count >= form.frame, let full = content.take() {
                try append([full.compressed()])
            }
        }
    }
}

/// How the bytes of a build came into the store.
struct PackedBuild: Sendable {
    /// The packs that it needs, in the order in which the pieces first use them.
    let packs: [Descriptor]
    let pieces: Pieces
}

extension Pieces.Piece {
    /// Both as one, when the next continues this one.
    func joined(with next: Self) -> Self? {
        guard next.pack == pack, next.frame == frame, next.offset == offset + length,
            UInt64(length) + UInt64(next.length) <= UInt64(UInt32.max)
        else { return nil }
        return Self(pack: pack, frame: frame, offset: offset, length: length + next.length)
    }
}
