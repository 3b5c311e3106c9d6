import EdgeCore
import Foundation

/// A chunk in a pack: which decoded frame has it, and where in it.
struct ChunkSpot: Sendable, Hashable {
    let frame: UInt32
    let offset: UInt32
    let length: UInt32
}

/// The chunks of one pack, found by their digests: records of 44 bytes, ascending, as they are stored.
///
/// Record: SHA-256, then frame, offset in the decoded frame and length as little-endian 32-bit numbers.
package struct ChunkTable: Sendable {
    static let recordSize = Digest.byteCount + 12

    let records: Data

    init(_ chunks: [(digest: Digest, spot: ChunkSpot)]) {
        var records = Data(capacity: chunks.count * Self.recordSize)
        for (digest, spot) in chunks.sorted(by: { $0.digest < $1.digest }) {
            records.append(contentsOf: digest.bytes)
            for number in [spot.frame, spot.offset, spot.length] { records.append(littleEndian: number) }
        }
        self.records = records
    }

    /// Nil unless the bytes are records in ascending order, each once, and the digest that follows is theirs.
    init?(reading bytes: Data) {
        let bytes = Data(bytes)
        guard bytes.count >= Digest.byteCount, (bytes.count - Digest.byteCount) % Self.recordSize == 0 else {
            return nil
        }
        records = bytes.dropLast(Digest.byteCount)
        guard Digest(of: records).bytes.elementsEqual(bytes.suffix(Digest.byteCount)) else { return nil }
        for place in 0..<max(0, count - 1) where digest(place) >= digest(place + 1) { return nil }
    }

    /// The records and their SHA-256.
    var data: Data { records + Digest(of: records).bytes }

    package var count: Int { records.count / Self.recordSize }

    func digest(_ place: Int) -> Digest {
        let start = place * Self.recordSize
        guard let digest = Digest(bytes: records[start..<(start + Digest.byteCount)]) else {
            preconditionFailure("a record holds 32 bytes of digest")
        }
        return digest
    }

    func spot(_ place: Int) -> ChunkSpot {
        let start = place * Self.recordSize + Digest.byteCount
        return ChunkSpot(
            frame: records.littleEndian(at: start), offset: records.littleEndian(at: start + 4),
            length: records.littleEndian(at: start + 8))
    }

    /// Where the chunk of a digest is; nil when the pack does not have it.
    func spot(of wanted: Digest) -> ChunkSpot? {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            let found = digest(middle)
            if found == wanted { return spot(middle) }
            if found < wanted { low = middle + 1 } else { high = middle }
        }
        return nil
    }
}

extension Data {
    mutating func append(littleEndian number: UInt32) {
        for shift in stride(from: 0, to: 32, by: 8) {
            append(UInt8(truncatingIfNeeded: number >> UInt32(shift)))
        }
    }

    /// The number at that many bytes from the start.
    func littleEndian(at offset: Int) -> UInt32 {
        withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }
    }
}
