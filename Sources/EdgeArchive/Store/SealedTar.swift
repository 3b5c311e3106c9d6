import EdgeCore
import EdgeTar
import Foundation

/// The files of a sealed archive: where each lies in its tar.
///
/// Names of members are only looked up. The walk over the headers reads no content.
package struct SealedTar: Sendable, Hashable {
    /// What has one name in the tar.
    private enum Member: Sendable, Hashable {
        case file(offset: Int64, size: Int64)
        case twice
        case other
    }

    package let path: String
    private let members: [String: Member]
    /// Its first file begins where sealing puts it, whatever became of the header before it.
    private let isBegun: Bool
    /// Why the tar is not whole; nil for one that ends as a tar does.
    let flaw: String?

    /// What GNU tar fills the last record with at most, and far more than any program writes.
    private static let longestEnd: Int64 = 1 << 20
    private static let twice = "the tar holds it twice"
    private static let endMark: Int64 = 1024

    /// - Throws: `ArchiveError.file` when the file cannot be read.
    init(_ path: String) throws(ArchiveError) {
        do {
            let source = try FileSlice(whole: path)
            var walk = TarWalk(source)
            var members: [String: Member] = [:]
            while members.count <= ArchiveLimits.files, let place = try walk.next() {
                guard let name = Self.name(of: place) else { continue }
                let found: Member = place.isRegular ? .file(offset: place.content, size: place.size) : .other
                members[name] = members[name] == nil ? found : .twice
            }
            self.members = members
            isBegun = try Self.isBegun(source)
            flaw = try Self.flaw(of: source, after: walk.position)
            self.path = path
        } catch {
            throw .file(path: path, doing: "read", code: fileCode(of: error))
        }
    }

    /// True when something of a store is in it: any other tar is no archive.
    var isArchive: Bool { isBegun || [Layout.ociLayout, Layout.ferry].contains { members[$0] != nil } }

    /// - Parameter below: A path below the root of the store.
    func slice(_ below: String) throws(ArchiveError) -> FileSlice {
        let file = "\(path)/\(below)"
        switch members[below] {
        case .none: throw .missing(file: file)
        case .file(let offset, let size): return FileSlice(path: path, offset: offset, size: size)
        case .twice: throw .damaged(file: file, reason: Self.twice)
        case .other: throw .damaged(file: file, reason: StoredEntry.noFile)
        }
    }

    func exists(_ below: String) -> Bool { members[below] != nil }

    func names(in folder: String) -> [String] {
        let prefix = folder + "/"
        let below = members.keys.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) }
        return Set(below.map { String($0.prefix { $0 != "/" }) }).sorted(by: precedes)
    }

    var list: [StoredEntry] {
        members.filter { !$0.key.hasPrefix(Layout.work + "/") }.map { name, member in
            switch member {
            case .file(_, let size): StoredEntry(path: name, size: size, flaw: nil)
            case .twice: StoredEntry(path: name, size: 0, flaw: Self.twice)
            case .other: StoredEntry(path: name, size: 0, flaw: StoredEntry.noFile)
            }
        }.sorted { precedes($0.path, $1.path) }
    }

    /// The name below the root of the store; nil for a folder, which a store has no use for.
    private static func name(of place: TarPlace) -> String? {
        let path = place.path.hasPrefix("./") ? String(place.path.dropFirst(2)) : place.path
        return path.isEmpty || path.hasSuffix("/") ? nil : path
    }

    private static func isBegun(_ source: FileSlice) throws -> Bool {
        let first = Data(ArchiveFormat.ociLayout.utf8)
        let place: Int64 = 512
        guard source.size >= place + Int64(first.count) else { return false }
        return try source.bytes(at: place, count: first.count, file: source.path) == first
    }

    /// A tar ends with two blocks of zeros or more; everything else was cut, or is none.
    private static func flaw(of source: FileSlice, after end: Int64) throws -> String? {
        let rest = source.size - end
        guard rest >= endMark else { return "it breaks off after \(end) bytes" }
        guard rest <= longestEnd else { return "its members cannot be followed beyond byte \(end)" }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(rest), alignment: 16)
        defer { buffer.deallocate() }
        let reader = try source.reader(at: end)
        while case let count = try reader.read(into: buffer), count > 0 {
            guard buffer[..<count].allSatisfy({ $0 == 0 }) else {
                return "byte \(end) is no header of a member"
            }
        }
        return nil
    }
}
