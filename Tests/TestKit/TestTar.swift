import EdgeCore
import EdgeTar
package import Foundation

/// The bytes of a tar with the given files.
package func tarBytes(_ files: [String: String]) async throws -> Data {
    try await withTemporaryFolder { folder in
        let path = folder + "/build.tar"
        var writer = try TarWriter(creating: path)
        for (name, text) in files.sorted(by: { $0.key < $1.key }) {
            try writer.addFile(name, bytes: text.utf8)
        }
        try writer.seal()
        return try Data(contentsOf: URL(fileURLWithPath: path))
    }
}
