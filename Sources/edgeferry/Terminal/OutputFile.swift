import EdgeCore
import Foundation

/// A file that a command leaves for its user: complete under its name, or not there at all.
enum OutputFile {
    /// - Parameter mode: 0600 for what holds keys.
    static func write(_ text: String, to path: String, mode: Int = 0o644) throws(CoreError) {
        try write(to: path, mode: mode) { $0(Array(text.utf8)) }
    }

    /// For people, and ended by a newline; no second copy of it is in memory.
    static func write(_ json: JSON, to path: String) throws(CoreError) {
        try write(to: path, mode: 0o644) { take in
            json.readable(take)
            take([UInt8(ascii: "\n")])
        }
    }

    private static func write(
        to path: String, mode: Int, _ content: (_ take: ([UInt8]) -> Void) -> Void
    ) throws(CoreError) {
        let partial = path + ".partial"
        var code: Int32 = 0
        guard
            FileManager.default.createFile(
                atPath: partial, contents: nil, attributes: [.posixPermissions: mode]),
            let file = fopen(partial, "w")
        else { throw .file(path: path, doing: "create", code: errno) }
        content { bytes in
            if code == 0, fwrite(bytes, 1, bytes.count, file) < bytes.count { code = errno }
        }
        if fclose(file) != 0, code == 0 { code = errno }
        if code == 0, rename(partial, path) != 0 { code = errno }
        guard code == 0 else { throw .file(path: path, doing: "create", code: code) }
    }
}
