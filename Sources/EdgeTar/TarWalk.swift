package import EdgeCore

/// Where one member of a tar lies, in bytes from the start of the tar.
package struct TarPlace: Sendable, Hashable {
    /// The first of its header blocks, extended headers included.
    package let header: Int64
    /// The first byte of its content.
    package let content: Int64
    /// Bytes of its content, without what fills the last block.
    package let size: Int64
    /// As the tar names it; bytes that are no UTF-8 are replaced.
    package let path: String
    package let isRegular: Bool
}

/// A walk from header to header of an uncompressed tar, without reading what lies between them.
///
/// For places only: `TarReader` judges whether bytes are a tar. The walk ends where a header should be and none is,
/// at the end mark as well as in bytes that are no tar.
package struct TarWalk {
    private let source: any ByteSource
    /// Where the next header should be; once the walk has ended, where none is.
    package private(set) var position: Int64 = 0

    /// Extended headers of one member: far more than any program writes.
    private static let longestHeader: Int64 = 1 << 20

    package init(_ source: any ByteSource) { self.source = source }

    /// The next member; nil where no header is.
    /// - Throws: What the source throws.
    package mutating func next() throws -> TarPlace? {
        let start = position
        guard let place = try member(at: start) else {
            position = start
            return nil
        }
        return place
    }

    private mutating func member(at start: Int64) throws -> TarPlace? {
        var records = PaxRecords()
        var longName: String?
        while position - start <= Self.longestHeader, let header = TarHeader(try block(at: position)) {
            position += TarHeader.blockSize
            guard header.isExtension else {
                let path = records.path ?? longName ?? header.path
                let place = TarPlace(
                    header: start, content: position, size: records.size ?? header.contentSize,
                    path: path, isRegular: header.isRegular && !path.hasSuffix("/"))
                guard place.size >= 0, place.size <= source.size - position else { return nil }
                position += TarHeader.padded(place.size)
                return place
            }
            guard header.contentSize <= Self.longestHeader else { return nil }
            let text = try bytes(at: position, count: Int(header.contentSize))
            if header.isPax { records.read(text) }
            if header.isLongName { longName = String(decoding: text.prefix { $0 != 0 }, as: UTF8.self) }
            position += TarHeader.padded(header.contentSize)
        }
        return nil
    }

    private func block(at offset: Int64) throws -> [UInt8] {
        try bytes(at: offset, count: Int(TarHeader.blockSize))
    }

    /// Fewer bytes than asked for at the end of the source.
    private func bytes(at offset: Int64, count: Int) throws -> [UInt8] {
        guard offset < source.size else { return [] }
        let reader = try source.reader(at: offset)
        return try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = try reader.fill(UnsafeMutableRawBufferPointer(buffer))
        }
    }
}
