import Foundation

/// The files below a folder as they stood at one moment; what is another file, or was written since, can be told from it.
package struct FolderState: Sendable, Hashable {
    private struct Mark: Sendable, Hashable {
        let inode: UInt64
        let seconds: Int
        let nanoseconds: Int
        let size: Int64
    }

    private let marks: [String: Mark]

    /// No files at all.
    package init() { marks = [:] }

    package init(of folder: String) throws {
        var marks: [String: Mark] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            var status = stat()
            guard lstat("\(folder)/\(path)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
                continue
            }
            marks[path] = Mark(
                inode: UInt64(status.st_ino), seconds: status.st_mtim.tv_sec,
                nanoseconds: status.st_mtim.tv_nsec, size: Int64(status.st_size))
        }
        self.marks = marks
    }

    /// The sizes of the files that are new or were written since, by their paths below the folder.
    package func written(since earlier: FolderState) -> [String: Int64] {
        marks.filter { earlier.marks[$0.key] != $0.value }.mapValues(\.size)
    }
}
