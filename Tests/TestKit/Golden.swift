import Foundation

/// Compares a text with its file in `Tests/Fixtures/Golden`; `EDGEFERRY_GOLDEN=1` writes the file anew instead.
///
/// The text must be the same on every machine: replace paths, ports and times before.
package func expectGolden(_ text: String, _ name: String) throws {
    let root = (0..<2).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    let file = root.appendingPathComponent("Fixtures/Golden/\(name).txt")
    if ProcessInfo.processInfo.environment["EDGEFERRY_GOLDEN"] == "1" {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return
    }
    guard let data = FileManager.default.contents(atPath: file.path) else {
        throw MissingValue(what: "\(file.path); EDGEFERRY_GOLDEN=1 writes it")
    }
    let kept = String(decoding: data, as: UTF8.self)
    guard kept == text else {
        throw MissingValue(what: "the words of \(name).txt:\n\(kept)now they are:\n\(text)")
    }
}
