import EdgeCore
import EdgeHTTP
import Foundation

/// The `dltar` task: the Edge fetches a tar by itself (A2).
struct TarDownload: Sendable {
    let bytes: ByteFolder
    let transport: Transport
    let faults: FaultBook

    /// Fetches into the tar of the import, or gives the documented details of what went wrong.
    func fetch(_ item: ImportRow) async throws -> Outcome {
        guard let url = item.url?.string ?? item.url?["url"]?.string else { return Self.failed(status: 0) }
        let headers = (item.url?["headers"]?.object ?? [:]).members.compactMap { name, value in
            value.string.map { HTTPHeader(name, $0) }
        }
        if let limit = faults.faults(on: "GET", URLComponents(string: url)?.path ?? "").givesUp() {
            return try await giveUp(url, headers, after: limit)
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

    /// Fetches the first bytes only, by the word of a fault.
    private func giveUp(_ url: String, _ headers: [HTTPHeader], after limit: Int) async throws -> Outcome {
        let range = HTTPHeader("Range", "bytes=0-\(limit - 1)")
        let answer = try await transport.send(HTTPRequest(.get, url, headers: headers + [range]))
        return .failed([
            "httpStatus": .int(answer.status), "exitCode": 1,
            "exception": .string("gave up after \(answer.body.count) bytes"),
        ])
    }

    private static func failed(status: Int) -> Outcome {
        .failed(["httpStatus": .int(status), "exitCode": 1])
    }
}
