import EdgeCore

/// The `dltar` task: the Edge fetches a tar by itself.
struct TarDownload: Sendable {
    let shelf: Shelf

    func fetch(_ item: ImportRow) async throws -> Outcome {
        .failed(["httpStatus": 0, "exitCode": 1])
    }
}
