import EdgeCore
import Foundation
import NIOCore

/// Reads the bytes of one answer piece by piece, on a queue of its own.
///
/// The last byte of a build is given only when all bytes before it are the right ones, so a damaged build can be
/// begun and never be had as a whole.
actor PieceReader {
    private static let pieceSize = 256 << 10

    private let executor = QueueExecutor("serve")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let build: ServedBuild
    private let range: ClosedRange<Int64>
    private var reader: (any ByteReader)?
    private var left: Int64

    init(_ build: ServedBuild, _ range: ClosedRange<Int64>) {
        self.build = build
        self.range = range
        left = range.upperBound - range.lowerBound + 1
    }

    /// The next piece; nil at the end of the range.
    func next() throws -> ByteBuffer? {
        guard left > 0 else { return nil }
        let reader = try reader ?? opened()
        self.reader = reader
        let wanted = Int(min(Int64(Self.pieceSize), left))
        var piece = ByteBuffer()
        let count = try piece.writeWithUnsafeMutableBytes(minimumWritableBytes: wanted) { space in
            try reader.read(into: UnsafeMutableRawBufferPointer(rebasing: space[..<wanted]))
        }
        guard count > 0 else { throw CoreError.file(path: build.name.place, doing: "read", code: EIO) }
        left -= Int64(count)
        return piece
    }

    private func opened() throws -> any ByteReader {
        guard range.upperBound == build.size - 1 else {
            return try build.bytes().reader(at: range.lowerBound)
        }
        let reader = try build.provenBytes().reader(at: 0)
        try skip(range.lowerBound, of: reader)
        return reader
    }

    private func skip(_ count: Int64, of reader: any ByteReader) throws {
        var left = count
        try withUnsafeTemporaryAllocation(byteCount: Self.pieceSize, alignment: 1) { space in
            while left > 0 {
                try Task.checkCancellation()
                let wanted = Int(min(Int64(Self.pieceSize), left))
                let read = try reader.read(into: UnsafeMutableRawBufferPointer(rebasing: space[..<wanted]))
                guard read > 0 else { return }
                left -= Int64(read)
            }
        }
    }
}
