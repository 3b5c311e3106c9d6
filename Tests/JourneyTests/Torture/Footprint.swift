import EdgeArchive
import Foundation

/// What lies on the disk under the path of a store or of a sealed file, whole or not.
struct Footprint: Sendable {
    /// A store, or a sealed file.
    private let isThere: Bool
    private let isFile: Bool
    private let commits: Set<String>
    private let blobs: Set<String>
    private let halves: Set<String>
    private let views: [Data?]

    init(of path: String) {
        let layout = Layout(path)
        let (names, files) = (Self.names(in: path), FileManager.default)
        var isFolder: ObjCBool = false
        isFile = files.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
        isThere = isFile || names.contains(Layout.ferry)
        commits = names.filter { $0.hasPrefix(Layout.snapshots + "/") && $0.hasSuffix(".json") }
        blobs = names.filter { $0.hasPrefix(Layout.blobs + "/") }
        halves = names.filter { $0.hasPrefix(Layout.work + "/") && $0.hasSuffix(".partial") }
            .union(files.fileExists(atPath: path + ".partial") ? [path] : [])
        views = [Layout.index, Layout.sums].map { files.contents(atPath: layout.path($0)) }
    }

    private static func names(in folder: String) -> Set<String> {
        // A sealed file, or nothing yet, holds none.
        Set((try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? [])
    }

    func hasChanged(since before: Footprint) -> Bool { left(since: before) != Self.nothing }

    private static let nothing = "nothing"

    /// How far a run came that was killed, by what it left.
    func left(since before: Footprint) -> String {
        if isFile { return before.isFile ? Self.nothing : "the whole file" }
        var changed = [
            ("blobs", blobs != before.blobs), ("commits", commits != before.commits),
            ("views", isThere && views != before.views),
        ].filter(\.1).map(\.0)
        if !halves.isEmpty { changed.append("a half file") }
        return changed.isEmpty ? Self.nothing : changed.joined(separator: " + ")
    }
}
