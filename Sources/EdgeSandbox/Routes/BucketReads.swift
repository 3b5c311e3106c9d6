import EdgeCore
import Synchronization

/// How often each build was read from the bucket, whole or in part; counting begins anew with each start.
final class BucketReads: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    /// - Parameter build: `org/app/number`
    func count(_ build: String) { counts.withLock { $0[build, default: 0] += 1 } }

    var report: JSON {
        .object(JSONObject(counts.withLock { $0 }.map { (key: $0.key, value: .int($0.value)) }))
    }
}
