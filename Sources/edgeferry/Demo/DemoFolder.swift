import EdgeCore
import Foundation

/// Where a demo works; the store in it stays.
struct DemoFolder: Sendable {
    let root: String

    /// - Throws: `CoreError.file` when the folder cannot be made, or holds something already.
    init(_ given: String?) throws {
        let root =
            given ?? NSTemporaryDirectory() + "edgeferry-demo-\(UUID().uuidString.prefix(8).lowercased())"
        self.root = URL(fileURLWithPath: root).path
        if let held = try? FileManager.default.contentsOfDirectory(atPath: root), !held.isEmpty {
            throw CoreError.file(path: root, doing: "create", code: ENOTEMPTY)
        }
        do {
            try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        } catch {
            throw CoreError.file(path: root, doing: "create", code: EACCES)
        }
    }

    func path(_ name: String) -> String { root + "/" + name }

    /// Puts a file that belongs to the demo into the folder.
    func write(_ bytes: [UInt8], as name: String) throws -> String {
        guard FileManager.default.createFile(atPath: path(name), contents: Data(bytes)) else {
            throw CoreError.file(path: path(name), doing: "create", code: errno)
        }
        return path(name)
    }

    /// The two Edges end with the demo; what they kept is of no use any more.
    func removeEdges() {
        for name in ["source", "target"] {
            // What cannot be removed is a temporary file.
            try? FileManager.default.removeItem(atPath: path(name))
        }
    }
}
