import EdgeCore

/// Bytes on their way through this process: counted, and stopped when nobody wants them any more.
struct WatchedSource: ByteSource {
    let source: any ByteSource
    let cancellation: Cancellation
    let meter: Meter?

    var size: Int64 { source.size }

    func reader(at offset: Int64) throws -> any ByteReader {
        WatchedReader(try source.reader(at: offset), cancellation, meter)
    }
}

private final class WatchedReader: ByteReader {
    private let reader: any ByteReader
    private let cancellation: Cancellation
    private let meter: Meter?

    init(_ reader: any ByteReader, _ cancellation: Cancellation, _ meter: Meter?) {
        self.reader = reader
        self.cancellation = cancellation
        self.meter = meter
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        try cancellation.check()
        let count = try reader.read(into: buffer)
        meter?.add(bytes: Int64(count))
        return count
    }
}
