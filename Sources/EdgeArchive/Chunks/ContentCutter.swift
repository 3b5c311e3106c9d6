/// Finds where content is cut, by the content itself: FastCDC with normalized sizes (Xia et al., USENIX ATC 2016).
///
/// An inserted or removed byte moves the cuts around it and no others, so the chunks of two versions of a file are mostly the same.
struct ContentCutter: Sendable {
    private let least: Int
    private let aim: Int
    private let most: Int
    /// The hash must be below these to cut: before the aim that is harder than after it.
    private let hard: UInt64
    private let easy: UInt64

    init(_ form: ChunkedForm) {
        least = form.leastChunk
        aim = form.aimedChunk
        most = form.mostChunk
        let bits = Int.bitWidth - 1 - max(form.aimedChunk, 16).leadingZeroBitCount
        // Two bits either way: normalization level 2 of the paper.
        hard = UInt64.max >> UInt64(bits + 2)
        easy = UInt64.max >> UInt64(bits - 2)
    }

    /// Bytes of the next chunk.
    /// - Parameter bytes: What is left of the content; a view of more bytes than the largest chunk gives the same cut.
    func cut(_ bytes: UnsafeRawBufferPointer) -> Int {
        let end = min(bytes.count, most)
        guard end > least else { return end }
        return Self.gear.withUnsafeBufferPointer { gear in
            var hash: UInt64 = 0
            var place = least
            let middle = min(aim, end)
            while place < middle {
                hash = hash << 1 &+ gear[Int(bytes[place])]
                place += 1
                if hash <= hard { return place }
            }
            while place < end {
                hash = hash << 1 &+ gear[Int(bytes[place])]
                place += 1
                if hash <= easy { return place }
            }
            return end
        }
    }

    /// A number for each byte value: SplitMix64 from 0. Other numbers would cut elsewhere, and nothing stored would be found again.
    private static let gear: [UInt64] = {
        var state: UInt64 = 0
        return (0..<256).map { _ in
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }()
}
