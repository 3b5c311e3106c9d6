import EdgeCore
import EdgeTar
import Foundation

/// Makes the tar of a seed's build.
enum SeedTar {
    static func make(_ content: Seed.Build.Content, at path: String) throws {
        switch content {
        case .files(let files): try pack(files, at: path)
        case .known: break
        case .path(let source):
            var isFolder: ObjCBool = false
            let isThere = FileManager.default.fileExists(atPath: source, isDirectory: &isFolder)
            guard isThere else {
                throw SandboxError.seed(what: "the build \(source)", reason: "there is no such file")
            }
            if isFolder.boolValue { try pack(folder: source, at: path) } else { try link(source, to: path) }
        }
    }

    private static func pack(_ files: [Seed.File], at path: String) throws {
        var writer = try TarWriter(creating: path)
        for file in files {
            switch file.content {
            case .text(let text): try writer.addFile(file.path, bytes: text.utf8)
            case .size(let count): try writer.addFile(file.path, bytes: noise(count, seed: file.path))
            }
        }
        try writer.seal()
    }

    /// Packs the files of a folder in the order of their paths; what is neither file nor folder is left out.
    private static func pack(folder: String, at path: String) throws {
        var writer = try TarWriter(creating: path)
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder).sorted(by: precedes) {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
            switch attributes[.type] as? FileAttributeType {
            case .typeDirectory?: try writer.addDirectory(name)
            case .typeRegular?:
                let isExecutable = (attributes[.posixPermissions] as? Int ?? 0) & 0o100 != 0
                let source = try FileSlice(whole: "\(folder)/\(name)")
                try writer.addFile(name, from: source, isExecutable: isExecutable)
            default: continue
            }
        }
        try writer.seal()
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

    /// Bytes that do not compress and are the same each time: a xorshift generator, seeded by the path.
    private static func noise(_ count: Int, seed: String) -> [UInt8] {
        var state =
            seed.utf8.reduce(UInt64(0x9E37_79B9_7F4A_7C15)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 } | 1
        return (0..<count).map { _ in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return UInt8(truncatingIfNeeded: state >> 24)
        }
    }
}
