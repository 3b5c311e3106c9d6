import Foundation

/// The path of a file in `Templates/`, from any working directory.
package func template(_ name: String) -> String {
    let root = (0..<3).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    return root.appendingPathComponent("Templates/\(name)").path
}
