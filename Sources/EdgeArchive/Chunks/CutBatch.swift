import EdgeCore

/// A chunk as it was cut; chunks are numbered as they are begun.
struct CutChunk: Sendable {
    let number: Int
    let kind: TarSegment.Kind
    fileprivate let bytes: Bytes

    fileprivate enum Bytes: Sendable {
        /// A run of the batch's buffer.
        case run(Range<Int>)
        /// Gathered from several places.
        case gathered([UInt8])
    }
}

/// A run of bytes of the tar, and the chunk that has them.
struct CutPiece: Sendable, Hashable {
    let chunk: UInt32
    let offset: UInt32
    var length: UInt32
}

/// A stretch of a tar with the chunks that end in it.
struct CutBatch: Sendable {
    private let buffer: [UInt8]
    private let fresh: Range<Int>
    private(set) var chunks: [CutChunk] = []
    /// In the order of the tar; those of all batches together are the whole of it.
    private(set) var pieces: [CutPiece] = []

    /// - Parameter fresh: The bytes of the buffer that were in no batch before.
    init(buffer: [UInt8], fresh: Range<Int>) {
        self.buffer = buffer
        self.fresh = fresh
    }

    var isEmpty: Bool { fresh.isEmpty && chunks.isEmpty }

    func withFreshBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try buffer.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[fresh])) }
    }

    func withBytes<Result>(
        of chunk: CutChunk, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        switch chunk.bytes {
        case .run(let range):
            try buffer.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
        case .gathered(let bytes): try bytes.withUnsafeBytes(body)
        }
    }

    mutating func add(content range: Range<Int>, number: Int) {
        chunks.append(CutChunk(number: number, kind: .content, bytes: .run(range)))
        add(CutPiece(chunk: UInt32(number), offset: 0, length: UInt32(range.count)))
    }

    mutating func add(headers bytes: [UInt8], number: Int) {
        chunks.append(CutChunk(number: number, kind: .headers, bytes: .gathered(bytes)))
    }

    mutating func add(_ piece: CutPiece) {
        guard let last = pieces.last, last.chunk == piece.chunk, last.offset + last.length == piece.offset
        else {
            return pieces.append(piece)
        }
        pieces[pieces.count - 1].length += piece.length
    }
}
