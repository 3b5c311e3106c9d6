import EdgeCore
import EdgeHTTP

/// The `dltar` task: the Edge fetches a tar by itself (A2).
struct TarDownload: Sendable {
    let bytes: ByteFolder
    let transport: Transport

    /// Fetches into the tar of the import, or gives the documented details of what went wrong.
    func fetch(_ item: ImportRow) async throws -> Outcome {
        guard let url = item.url?.string ?? item.url?["url"]?.string else { return Self.failed(status: 0) }
        let headers = (item.url?["headers"]?.object ?? [:]).members.compactMap { name, value in
            value.string.map { HTTPHeader(name, $0) }
        }
        let path = bytes.partial(of: item.id)
        do {
            let download = try await transport.download(url, headers: headers, to: path)
            if let expected = item.expectedSize, expected != download.size {
                try PartialFile.forget(path)
                bytes.remove(path)
                return .failed([
                    "sizeBytesActual": .int(download.size), "sizeBytesExpected": .int(expected),
                    "exitCode": 1,
                ])
            }
            try bytes.keep(item.id)
            try PartialFile.forget(path)
            return .fetched
        } catch let error as HTTPError {
            bytes.remove(path)
            guard case .refused(_, _, let status, _) = error else { return Self.failed(status: 0) }
            return Self.failed(status: status)
        }
    }

    private static func failed(status: Int) -> Outcome {
        .failed(["httpStatus": .int(status), "exitCode": 1])
    }
}
