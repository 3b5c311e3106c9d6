import Dispatch
import Foundation

/// Runs calls that block (files, libcurl, libarchive, SQLite) on a thread of their own.
///
/// A blocked thread of Swift's cooperative pool stalls everything; a serial queue per call does not
/// (measured: docs/adr/0002). The body gets a flag that is set when the task is cancelled.
package func blocking<Result: Sendable>(
    _ label: String, _ body: @escaping @Sendable (Cancellation) throws -> Result
) async throws -> Result {
    let cancellation = Cancellation()
    return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "edgeferry." + label).async {
                continuation.resume(with: Swift.Result { try body(cancellation) })
            }
        }
    } onCancel: {
        cancellation.cancel()
    }
}
