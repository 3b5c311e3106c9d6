import EdgeCore

/// The bytes of an upload on their way to libcurl.
final class UploadBody {
    private let url: String
    private let size: Int64
    private let reader: any ByteReader
    private let meter: Meter?
    private var sent: Int64 = 0

    var isAtEnd: Bool { sent == size }

    init(_ source: any ByteSource, url: String, meter: Meter?) throws {
        self.url = url
        self.meter = meter
        size = source.size
        reader = try source.reader(at: 0)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let room = Int(min(Int64(buffer.count), size - sent))
        guard room > 0 else { return 0 }
        let count = try reader.read(into: .init(rebasing: buffer[..<room]))
        // Else the server would wait for the rest of the announced length.
        guard count > 0 else { throw HTTPError.wrongLength(url: url, expected: size, actual: sent) }
        sent += Int64(count)
        meter?.add(bytes: Int64(count))
        return count
    }
}
