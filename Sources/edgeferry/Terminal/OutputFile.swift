import EdgeCore
import Foundation

/// A file that a command leaves for its user: complete under its name, or not there at all.
enum OutputFile {
    /// - Parameter mode: 0600 for what holds keys.
    static func write(_ text: String, to path: String, mode: Int = 0o644) throws(CoreError) {
        let partial = path + ".partial"
        guard
            FileManager.default.createFile(
                atPath: partial, contents: Data(text.utf8), attributes: [.posixPermissions: mode]),
            rename(partial, path) == 0
        else { throw .file(path: path, doing: "create", code: errno) }
    }
}
