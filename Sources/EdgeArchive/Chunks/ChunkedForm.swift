/// How builds are cut, compressed and packed; readers need none of these figures (measured: docs/adr/0008).
package struct ChunkedForm: Sendable, Hashable {
    /// Bytes of a chunk of content: the least, the aim, the most. Only the end of a member is shorter.
    package var leastChunk = 64 << 10
    package var aimedChunk = 256 << 10
    package var mostChunk = 1 << 20
    /// Bytes of a chunk of headers, at most.
    package var headers = 64 << 10
    /// Bytes that are compressed together: a frame is closed when it holds as many.
    package var frame = 2 << 20
    /// Stored bytes after which a pack is closed.
    package var pack = 64 << 20
    /// The same for a giant build: its packs are larger, so that there are not too many.
    package var largestPack = 1 << 30
    /// Packs that one build may name: a manifest with more layers than about 300 is slow to push.
    package var packs = 280
    /// Chunks of one pack, so that small members do not make its table large.
    package var chunksOfPack = 100_000
    /// Bytes that are read and cut at a time.
    package var batch = 8 << 20

    package static let standard = ChunkedForm()

    package init() {}

    /// Stored bytes after which a pack of a build of this size is closed.
    func pack(of build: Int64) -> Int64 { min(max(Int64(pack), build / 200), Int64(max(pack, largestPack))) }
}
