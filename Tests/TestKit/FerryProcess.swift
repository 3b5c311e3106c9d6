import Glibc
import Foundation

/// The built tool while it runs.
package struct FerryProcess: Sendable {
    package let id: Int32
    private let end: @Sendable () -> Void

    init(id: Int32, end: @escaping @Sendable () -> Void) {
        self.id = id
        self.end = end
    }

    /// Ends it with SIGKILL; does nothing to a process that has ended.
    package func kill() { end() }

    /// Sends a signal such as SIGINT.
    package func send(_ signal: Int32) { Glibc.kill(id, signal) }

    /// True when it has ended, by itself or not.
    package var isOver: Bool {
        // The state stands behind the name in parentheses. Without the file there is no such process any more.
        guard let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
            let state = text.split(separator: ")").last?.split(separator: " ").first
        else { return true }
        return state == "Z" || state == "X"
    }

    /// Waits until something is so, or the tool has ended by itself.
    /// - Returns: whether it is so.
    package func wait(until isSo: () async throws -> Bool) async throws -> Bool {
        while !isOver {
            if try await isSo() { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }
}
