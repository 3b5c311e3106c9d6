import EdgeCore
import EdgeHTTP
import Foundation

/// What one stage has brought.
enum Outcome: Sendable {
    case fetched
    case read(size: Int64, digest: Digest)
    case made
    /// Names of deployments, the empty one is the depot; and the places where it did not go well.
    case published([String], [Trouble])
    /// The details that the task then shows.
    case failed(JSONObject)
}

/// The work of each stage on files, outside any transaction.
struct Works: Sendable {
    let shelf: Shelf
    let transport: Transport
    let faults: FaultBook

    /// Does the work; doing it again after a kill gives the same.
    func perform(_ item: ImportRow) async throws -> Outcome {
        do {
            switch item.stage {
            case .dltar:
                return try await TarDownload(bytes: shelf.bytes, transport: transport, faults: faults)
                    .fetch(item)
            case .mkraw: return try await TarCheck.read(shelf.bytes.tar(of: item.id))
            case .deploy: return try await Publisher(shelf: shelf).publish(item)
            default: return .made
            }
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            // Whatever happens to files, a full disk above all, fails this task and not the sandbox.
            let reason = (error as? any Explained).map { $0.why ?? $0.what } ?? "\(error)"
            return .failed(["exitCode": 1, "exception": .string(reason)])
        }
    }
}
