/// Runs the body for each item, at most `limit` at a time, and waits for all.
///
/// The first error cancels the rest and is thrown when all have stopped.
package func forEachBounded<Item: Sendable>(
    _ items: some Sequence<Item>, limit: Int, _ body: @escaping @Sendable (Item) async throws -> Void
) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        var rest = items.makeIterator()
        var running = 0
        while running < limit, let item = rest.next() {
            group.addTask { try await body(item) }
            running += 1
        }
        while try await group.next() != nil {
            if let item = rest.next() { group.addTask { try await body(item) } }
        }
    }
}

/// The results of the body for each item in the order of the items, at most `limit` at a time.
package func mapBounded<Item: Sendable, Result: Sendable>(
    _ items: some Sequence<Item>, limit: Int, _ body: @escaping @Sendable (Item) async throws -> Result
) async throws -> [Result] {
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
        var rest = items.enumerated().makeIterator()
        var results: [Int: Result] = [:]
        func start() -> Bool {
            guard let (index, item) = rest.next() else { return false }
            group.addTask { (index, try await body(item)) }
            return true
        }
        for _ in 0..<limit where !start() { break }
        while let (index, result) = try await group.next() {
            results[index] = result
            _ = start()
        }
        return results.sorted { $0.key < $1.key }.map(\.value)
    }
}
