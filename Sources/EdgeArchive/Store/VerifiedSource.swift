import EdgeCore

/// Bytes that are hashed while they are read; the last of them come only when the digest is right.
///
/// So a damaged build can be begun to be sent, and never be sent as a whole.
struct VerifiedSource: ByteSource {
    let source: any ByteSource
    let digest: Digest
    /// What an error names.
    let file: String

    var size: Int64 { source.size }

    /// A reader from another place than the start sees too little to judge, and is given nothing.
    func reader(at offset: Int64) throws -> any ByteReader {
        guard offset == 0 else {
            throw ArchiveError.otherBuild(name: file, reason: "it can be checked from its start only")
        }
        return VerifyingReader(try source.reader(at: 0), size: size, digest: digest, file: file)
    }
}

private final class VerifyingReader: ByteReader {
    private let reader: any ByteReader
    private let size: Int64
    private let digest: Digest
    private let file: String
    private var seen = StreamingDigest()

    init(_ reader: any ByteReader, size: Int64, digest: Digest, file: String) {
        self.reader = reader
        self.size = size
        self.digest = digest
        self.file = file
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try reader.read(into: buffer)
        guard count > 0 else { return 0 }
        seen.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        if seen.count == size, seen.finish() != digest {
            throw ArchiveError.damaged(file: file, reason: "its SHA-256 is not \(digest.hex)")
        }
        return count
    }
}
