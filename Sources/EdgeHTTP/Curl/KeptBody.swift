import Foundation

/// A body that is kept in memory, up to a limit.
final class KeptBody: BodySink {
    /// What a body beyond the limit means.
    enum Overflow {
        case isRefused(url: String)
        /// The start is all that is wanted.
        case isCut
    }

    private let limit: Int
    private let overflow: Overflow
    private(set) var bytes = Data()

    /// How much of an error answer is worth showing.
    static let detailLimit = 2 << 10

    init(limit: Int, _ overflow: Overflow) {
        self.limit = limit
        self.overflow = overflow
    }

    func begin(_ head: ResponseHead) throws {
        if case .isRefused(let url) = overflow, let length = head.contentLength, length > limit {
            throw HTTPError.bodyTooLarge(url: url, limit: limit)
        }
    }

    func take(_ more: UnsafeRawBufferPointer) throws -> Bool {
        let room = limit - bytes.count
        bytes.append(contentsOf: more.prefix(room))
        guard more.count > room else { return true }
        if case .isRefused(let url) = overflow { throw HTTPError.bodyTooLarge(url: url, limit: limit) }
        return false
    }
}
