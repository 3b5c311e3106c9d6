import EdgeCore
import EdgeTar

/// A run of bytes of a tar that is cut in one way.
struct TarSegment: Sendable, Hashable {
    enum Kind: Sendable {
        /// Header blocks of members, and what fills the block before them.
        case headers
        /// The content of a member, or bytes that are no tar.
        case content
    }

    let kind: Kind
    let range: Range<Int64>
}

/// The segments of a tar from its first byte to its last; bytes that are no tar are one segment of content.
struct TarSegments {
    private let size: Int64
    private let longestHeader: Int64
    private var walk: TarWalk
    /// Everything before it has been given.
    private var position: Int64 = 0
    private var content: Range<Int64>?
    private var isOver = false

    init(_ source: any ByteSource, _ form: ChunkedForm) {
        size = source.size
        longestHeader = Int64(form.headers)
        walk = TarWalk(source)
    }

    mutating func next() throws -> TarSegment? {
        if let content {
            self.content = nil
            position = content.upperBound
            if !content.isEmpty { return TarSegment(kind: .content, range: content) }
        }
        guard !isOver else { return nil }
        guard let place = try walk.next() else {
            isOver = true
            return position < size ? between(size) : nil
        }
        content = place.content..<(place.content + place.size)
        return between(place.content)
    }

    /// What lies between two contents: headers, unless it is too long for any.
    private func between(_ end: Int64) -> TarSegment {
        TarSegment(kind: end - position <= longestHeader ? .headers : .content, range: position..<end)
    }
}
