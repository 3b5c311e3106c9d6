import EdgeCore
package import Foundation

/// How a tar is put together from packs: runs of bytes of decoded frames, in the order of the tar.
///
/// Stored as one zstd frame of 16-byte records: pack (its place in the recipe's list), frame, offset in the decoded
/// frame, and length, as little-endian 32-bit numbers.
package struct Pieces: Sendable {
    struct Piece: Sendable, Hashable {
        let pack: UInt32
        let frame: UInt32
        let offset: UInt32
        let length: UInt32
    }

    static let recordSize = 16

    private let pieces: [Piece]
    /// Where each piece begins in the tar; one more than there are pieces.
    private let starts: [Int64]

    init(_ pieces: [Piece]) {
        self.pieces = pieces
        var starts: [Int64] = [0]
        starts.reserveCapacity(pieces.count + 1)
        for piece in pieces { starts.append(starts[starts.count - 1] + Int64(piece.length)) }
        self.starts = starts
    }

    /// - Parameters:
    ///   - packs: How many packs the recipe has.
    ///   - size: Bytes of the tar.
    package init(reading stored: Data, packs: Int, size: Int64, file: String) throws(ArchiveError) {
        guard let bytes = stored.withUnsafeBytes({ ZstdFrame.expand($0, limit: Self.most(of: size)) }),
            bytes.count % Self.recordSize == 0
        else { throw .damaged(file: file, reason: "its pieces cannot be expanded") }
        let records = Data(bytes)
        self.init(
            stride(from: 0, to: records.count, by: Self.recordSize).map {
                Piece(
                    pack: records.littleEndian(at: $0), frame: records.littleEndian(at: $0 + 4),
                    offset: records.littleEndian(at: $0 + 8), length: records.littleEndian(at: $0 + 12))
            })
        guard self.size == size, pieces.allSatisfy({ $0.pack < packs && $0.length > 0 }) else {
            throw .damaged(file: file, reason: "its pieces do not make \(size) bytes of \(packs) packs")
        }
    }

    /// Bytes of the records of a tar of that size: each member has one piece of headers, at least a block long, and
    /// one of content; longer content is not cut more finely.
    private static func most(of size: Int64) -> Int {
        min(ArchiveLimits.pieces, (Int(clamping: size / 256) + 16) * recordSize)
    }

    package var data: Data {
        var records = Data(capacity: pieces.count * Self.recordSize)
        for piece in pieces {
            for number in [piece.pack, piece.frame, piece.offset, piece.length] {
                records.append(littleEndian: number)
            }
        }
        return Data(records.withUnsafeBytes(ZstdFrame.compress))
    }

    /// Bytes of the tar.
    var size: Int64 { starts[pieces.count] }
    var count: Int { pieces.count }

    subscript(place: Int) -> Piece { pieces[place] }

    /// Where a piece begins in the tar.
    func start(of place: Int) -> Int64 { starts[place] }

    /// The piece that holds the byte at an offset; `count` at the end.
    func place(at offset: Int64) -> Int {
        var low = 0
        var high = pieces.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle + 1] <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
