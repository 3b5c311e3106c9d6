import EdgeCore

/// Reads a tar once, from its start to its end, and cuts it into chunks, a batch at a time; works on a queue of its own.
///
/// Content is cut by itself, member by member, and the headers between are gathered in chunks of their own: a tar in which
/// only times changed has all its content stored already (docs/adr/0008).
actor TarCutting {
    private let executor = QueueExecutor("cut")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let source: any ByteSource
    private let form: ChunkedForm
    private let cutter: ContentCutter
    private var segments: TarSegments
    private var reader: (any ByteReader)?
    /// The segment that is being cut.
    private var segment: TarSegment?
    /// Bytes that were read and are in no chunk yet.
    private var rest: [UInt8] = []
    /// Where the first of them stands in the tar.
    private var position: Int64 = 0
    private var headers: (number: Int, bytes: [UInt8])?
    private var begun = 0

    init(_ source: any ByteSource, _ form: ChunkedForm) {
        self.source = source
        self.form = form
        cutter = ContentCutter(form)
        segments = TarSegments(source, form)
    }

    /// The next batch; nil after the last byte.
    /// - Throws: What the source throws.
    func next() throws -> CutBatch? {
        let buffer = try read()
        var batch = CutBatch(buffer: buffer, fresh: rest.count..<buffer.count)
        var place = 0
        while place < buffer.count {
            guard let segment = try segment ?? segments.next() else { break }
            self.segment = segment
            let end = Int(clamping: segment.range.upperBound - position)
            let view = place..<min(end, buffer.count)
            switch segment.kind {
            case .headers:
                gather(
                    buffer[view], isFirst: position + Int64(place) == segment.range.lowerBound, into: &batch)
                place = view.upperBound
                if place == end, Self.endsGroup(buffer[view]) { closeHeaders(&batch) }
            case .content:
                // The end of the view is no end of the content: what follows may belong to the same chunk.
                if view.upperBound < end, view.count < form.mostChunk { return carry(place, buffer, batch) }
                let count = buffer.withUnsafeBytes { cutter.cut(UnsafeRawBufferPointer(rebasing: $0[view])) }
                batch.add(content: place..<(place + count), number: begin())
                place += count
            }
            if place == end { self.segment = nil }
        }
        if position + Int64(place) == source.size { closeHeaders(&batch) }
        return carry(place, buffer, batch)
    }

    /// What is left of the last batch, and as much more as a batch takes.
    private func read() throws -> [UInt8] {
        let reader = try reader ?? source.reader(at: 0)
        self.reader = reader
        let left = source.size - position - Int64(rest.count)
        let wanted = rest.count + Int(min(Int64(form.batch), left))
        return try [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
            count = buffer.initialize(fromContentsOf: rest)
            count += try reader.fill(
                UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count..<wanted])
            )
        }
    }

    /// Keeps what is in no chunk for the next batch; nil when there was nothing to do.
    private func carry(_ place: Int, _ buffer: [UInt8], _ batch: CutBatch) -> CutBatch? {
        rest = Array(buffer[place...])
        position += Int64(place)
        return batch.isEmpty ? nil : batch
    }

    private func begin() -> Int {
        defer { begun += 1 }
        return begun
    }

    private func gather(_ bytes: ArraySlice<UInt8>, isFirst: Bool, into batch: inout CutBatch) {
        if isFirst, let open = headers, open.bytes.count + bytes.count > form.headers { closeHeaders(&batch) }
        var open = headers ?? (begin(), [])
        headers = nil
        batch.add(
            CutPiece(
                chunk: UInt32(open.number), offset: UInt32(open.bytes.count), length: UInt32(bytes.count)))
        open.bytes.append(contentsOf: bytes)
        headers = open
    }

    private func closeHeaders(_ batch: inout CutBatch) {
        guard let open = headers else { return }
        batch.add(headers: open.bytes, number: open.number)
        headers = nil
    }

    /// True after about every 64th member, by its name: so the groups of two versions are mostly the same.
    private static func endsGroup(_ bytes: ArraySlice<UInt8>) -> Bool {
        let name = bytes.suffix(512).prefix(100)
        // FNV-1a, which mixes short texts well enough.
        let hash = name.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return (hash >> 32) % 64 == 0
    }
}
