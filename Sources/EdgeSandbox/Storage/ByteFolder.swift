import EdgeCore
import Foundation

/// The files of a sandbox: tars of builds, the depot, and one folder per origin bucket.
struct ByteFolder: Sendable {
    let root: String

    var database: String { root + "/sandbox.sqlite" }
    private var tars: String { root + "/tars" }

    /// Makes the folders.
    func prepare() throws {
        do {
            for folder in [tars, root + "/origins", root + "/depot"] {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            }
        } catch {
            throw SandboxError.folder(path: root, reason: error.localizedDescription)
        }
    }

    /// Removes everything that a sandbox makes: a seed that was cut short begins anew.
    func clear() throws {
        for name in [
            "sandbox.sqlite", "sandbox.sqlite-wal", "sandbox.sqlite-shm", "tars", "origins", "depot",
        ]
        where FileManager.default.fileExists(atPath: root + "/" + name) {
            try FileManager.default.removeItem(atPath: root + "/" + name)
        }
    }

    /// The tar of one import, complete under this name.
    func tar(of importID: Int64) -> String { "\(tars)/\(importID).tar" }

    /// A tar on its way in.
    func partial(of importID: Int64) -> String { tar(of: importID) + ".partial" }

    /// Gives a complete tar its name.
    func keep(_ importID: Int64) throws { try rename(partial(of: importID), to: tar(of: importID)) }

    func removeTar(of importID: Int64) { remove(tar(of: importID)) }

    /// Removes a file or folder; one that is gone already is as good.
    func remove(_ path: String) {
        // What cannot be removed is swept at the next start.
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Removes tars that no import owns: leftovers of a kill between a commit and the removal.
    func sweep(keeping imports: Set<Int64>) throws {
        let kept = Set(imports.map { "\($0).tar" })
        for name in try FileManager.default.contentsOfDirectory(atPath: tars) where !kept.contains(name) {
            remove(tars + "/" + name)
        }
    }

    /// The folder under which a deployment publishes: its bucket and its prefix.
    func origin(bucket: String, prefix: String) -> String {
        "\(self.bucket(bucket))/\(Self.fileName(prefix))"
    }

    /// The folder that stands for a bucket.
    func bucket(_ name: String) -> String { "\(root)/origins/\(Self.fileName(name))" }

    var depot: String { root + "/depot" }

    /// A text as one file name: everything that could leave the folder is escaped.
    static func fileName(_ text: String) -> String {
        guard !text.isEmpty, text != ".", text != ".." else { return "%" + text.replacing(".", with: "%2E") }
        let safe = CharacterSet(charactersIn: "-._[]").union(.alphanumerics)
        return text.addingPercentEncoding(withAllowedCharacters: safe) ?? "%"
    }

    private func rename(_ from: String, to: String) throws(CoreError) {
        guard Foundation.rename(from, to) == 0 else { throw .file(path: to, doing: "create", code: errno) }
    }
}
