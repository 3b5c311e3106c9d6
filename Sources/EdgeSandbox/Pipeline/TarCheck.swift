import EdgeCore
import EdgeTar

/// The first reading of a tar (`mkraw`): its digest, and whether it is an uncompressed tar at all.
enum TarCheck {
    static func read(_ path: String) async throws -> Outcome {
        try await blocking("mkraw") { cancellation in
            let slice = try FileSlice(whole: path)
            do {
                var reader = try TarReader(slice)
                guard try reader.next() != nil else { return .failed(["fileReadFailed": failure(nil)]) }
                while try reader.next() != nil { try cancellation.check() }
            } catch let error as TarError {
                return .failed(["fileReadFailed": failure(error)])
            }
            return try digest(of: slice, cancellation)
        }
    }

    /// The documented shape of a file that is no tar (edge-api 3.5.2); without an error it is an empty one.
    private static func failure(_ error: TarError?) -> JSON {
        let detected =
            switch error {
            case .compressed(let format): format
            case .damaged: "damaged tar"
            case nil: "empty tar"
            default: "unknown"
            }
        return [
            "filename": "native-build.tar", "typeExpected": "tar", "typeDetected": .string(detected),
        ]
    }

    private static func digest(of slice: FileSlice, _ cancellation: Cancellation) throws -> Outcome {
        let reader = try slice.reader(at: 0)
        var digest = StreamingDigest()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        while case let count = try reader.read(into: buffer), count > 0 {
            try cancellation.check()
            digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        return .read(size: digest.count, digest: digest.finish())
    }
}
