package import EdgeCore
import Foundation

/// What is wrong with a frame of a pack.
package struct PackFlaw: Sendable, Hashable {
    package let frame: Int
    package let reason: String
    /// Its bytes could be decoded: what is wrong may be the table alone, and only the digest of a build's tar can tell.
    package let isDecoded: Bool
}

extension Pack {
    /// Decodes every frame once and holds every chunk against its digest.
    /// - Parameter progress: Is told of stored bytes.
    /// - Throws: What the disk throws, `CancellationError`.
    package func flaws(
        _ cancellation: Cancellation, progress: (Int64) -> Void = { _ in }
    ) throws -> [PackFlaw] {
        var chunks: [Int: [(spot: ChunkSpot, digest: Digest)]] = [:]
        var tableFlaw: String?
        do throws(ArchiveError) {
            let table = try table()
            for place in 0..<table.count {
                let spot = table.spot(place)
                chunks[Int(spot.frame), default: []].append((spot, table.digest(place)))
            }
        } catch {
            tableFlaw = try Self.reason(of: error)
        }
        var flaws: [PackFlaw] = []
        for number in frames.indices {
            try cancellation.check()
            let own = (chunks.removeValue(forKey: number) ?? []).sorted { $0.spot.offset < $1.spot.offset }
            do throws(ArchiveError) {
                let bytes = try decoded(number)
                if let reason = tableFlaw ?? Self.flaw(bytes, own) {
                    flaws.append(PackFlaw(frame: number, reason: reason, isDecoded: true))
                }
            } catch {
                flaws.append(PackFlaw(frame: number, reason: try Self.reason(of: error), isDecoded: false))
            }
            progress(Int64(frames[number].stored))
        }
        return flaws
            + chunks.keys.sorted().map {
                PackFlaw(
                    frame: $0, reason: "its table names a frame \($0) that is not there", isDecoded: false)
            }
    }

    /// Why bytes are damaged; an error that does not say so is thrown again.
    private static func reason(of error: ArchiveError) throws(ArchiveError) -> String {
        guard case .damaged(_, let reason) = error else { throw error }
        return reason
    }

    /// Chunks lie one after the other, and each is what its digest says.
    private static func flaw(_ bytes: [UInt8], _ chunks: [(spot: ChunkSpot, digest: Digest)]) -> String? {
        var end = 0
        for (spot, digest) in chunks {
            guard Int(spot.offset) == end, Int(spot.length) <= bytes.count - end else {
                return "its table does not account for every byte"
            }
            let range = end..<(end + Int(spot.length))
            guard
                bytes.withUnsafeBytes({ Digest(hashing: UnsafeRawBufferPointer(rebasing: $0[range])) })
                    == digest
            else { return "a chunk of it is not what its digest says" }
            end = range.upperBound
        }
        return end == bytes.count ? nil : "its table does not account for every byte"
    }
}

extension Archive {
    /// The runs of a build's tar that lie in some frames of packs; nil means all frames of a pack.
    package func runs(
        of build: ArchivedBuild, in frames: [Digest: Set<Int>?]
    ) throws(ArchiveError) -> [Range<Int64>] {
        guard let (pieces, packs) = try pieces(of: build) else { return [] }
        var runs: [Range<Int64>] = []
        for place in 0..<pieces.count {
            let piece = pieces[place]
            guard let wanted = frames[packs[Int(piece.pack)]], wanted?.contains(Int(piece.frame)) ?? true
            else {
                continue
            }
            let run = pieces.start(of: place)..<pieces.start(of: place + 1)
            if let last = runs.last, last.upperBound == run.lowerBound {
                runs[runs.count - 1] = last.lowerBound..<run.upperBound
            } else {
                runs.append(run)
            }
        }
        return runs
    }
}
