import EdgeCore
import Foundation

/// Brings one tar into a store as chunks: while a batch is hashed and compressed on all cores, the next one is read and cut.
///
/// Two batches are in memory, their new chunks once more, and one frame of each kind.
struct BuildIngest: Sendable {
    private let cutting: TarCutting
    private let packing: BuildPacking
    private let meter: Meter?

    init(_ source: any ByteSource, into packing: BuildPacking, _ form: ChunkedForm, _ meter: Meter?) {
        cutting = TarCutting(source, form)
        self.packing = packing
        self.meter = meter
    }

    /// Returns what was read, and how the store has it.
    func run() async throws -> (digest: Digest, size: Int64, packed: PackedBuild) {
        var whole = StreamingDigest()
        var batch = try await cutting.next()
        while let current = batch {
            try Task.checkCancellation()
            async let next = cutting.next()
            whole = try await store(current, whole)
            batch = try await next
        }
        return (whole.finish(), whole.count, try await packing.finish())
    }

    /// Returns the digest of the tar up to the end of the batch.
    private func store(_ batch: CutBatch, _ whole: StreamingDigest) async throws -> StreamingDigest {
        async let tar = blocking("hash") { _ in
            var whole = whole
            batch.withFreshBytes { whole.update($0) }
            return whole
        }
        let full = try await packing.take(batch, try await digests(of: batch))
        let frames = try await mapBounded(full, limit: Self.cores) { frame in
            try await blocking("compress") { _ in frame.compressed() }
        }
        try await packing.append(frames)
        let read = try await tar
        meter?.add(bytes: read.count - whole.count)
        return read
    }

    private func digests(of batch: CutBatch) async throws -> [Digest] {
        // Every core takes each n-th chunk.
        let shares = try await mapBounded(0..<Self.cores, limit: Self.cores) { core in
            try await blocking("hash") { _ in
                stride(from: core, to: batch.chunks.count, by: Self.cores).map { place in
                    batch.withBytes(of: batch.chunks[place]) { Digest(hashing: $0) }
                }
            }
        }
        return batch.chunks.indices.map { shares[$0 % Self.cores][$0 / Self.cores] }
    }

    private static let cores = max(1, ProcessInfo.processInfo.activeProcessorCount)
}
