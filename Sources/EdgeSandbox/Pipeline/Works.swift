import EdgeCore
import Foundation

/// What one stage has brought.
enum Outcome: Sendable {
    case fetched
    case read(size: Int64, digest: Digest)
    case made
    /// Names of deployments; the empty one is the depot.
    case published([String])
    /// The details that the task then shows.
    case failed(JSONObject)
}

/// The work of each stage on files, outside any transaction.
struct Works: Sendable {
    let shelf: Shelf

    /// Does the work; doing it again after a kill gives the same.
    func perform(_ item: ImportRow) async throws -> Outcome {
        do {
            switch item.stage {
            case .dltar: return try await TarDownload(shelf: shelf).fetch(item)
            case .mkraw: return try await TarCheck.read(shelf.bytes.tar(of: item.id))
            case .deploy: return try await Publisher(shelf: shelf).publish(item)
            default: return .made
            }
        } catch let error as CoreError {
            return .failed(["exitCode": 1, "exception": .string(error.why ?? error.what)])
        }
    }
}
