import EdgeCore
import Foundation

/// Makes the tar of a seed's build.
enum SeedTar {
    static func make(_ content: Seed.Build.Content, at path: String) throws {
        switch content {
        case .path(let source): try link(source, to: path)
        case .files: throw SandboxError.seed(what: "files", reason: "not yet")
        }
    }

    /// A second name for the same file where the file system allows it, else a copy.
    private static func link(_ source: String, to path: String) throws {
        if Foundation.link(source, path) == 0 { return }
        do {
            try FileManager.default.copyItem(atPath: source, toPath: path)
        } catch {
            throw SandboxError.seed(what: "the build \(source)", reason: error.localizedDescription)
        }
    }
}
