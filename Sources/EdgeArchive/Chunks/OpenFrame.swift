import EdgeCore

/// New chunks that are gathered to be compressed together.
struct OpenFrame: Sendable {
    private(set) var bytes: [UInt8] = []
    private(set) var chunks: [(number: Int, digest: Digest, offset: Int, length: Int)] = []

    mutating func add(_ chunk: UnsafeRawBufferPointer, number: Int, digest: Digest) {
        chunks.append((number, digest, bytes.count, chunk.count))
        bytes.append(contentsOf: chunk)
    }

    /// What was gathered; the frame is empty afterwards.
    mutating func take() -> OpenFrame? {
        guard !chunks.isEmpty else { return nil }
        defer { self = OpenFrame() }
        return self
    }

    func compressed() -> CompressedFrame {
        CompressedFrame(
            stored: bytes.withUnsafeBytes(ZstdFrame.compress), decoded: bytes.count, chunks: chunks)
    }
}

/// A frame as it goes into a pack.
struct CompressedFrame: Sendable {
    let stored: [UInt8]
    let decoded: Int
    let chunks: [(number: Int, digest: Digest, offset: Int, length: Int)]
}
