import EdgeArchive
import EdgeCore
package import Foundation

/// Everything that reads bytes of an archive which somebody else may have written, as fuzzers and tests feed it.
package enum HostileReader: String, CaseIterable, Sendable {
    case json, ferry, commit, manifest, recipe, builds, documents, pieces, pack, sealed

    /// Reads the bytes; what a reader refuses is as good as what it accepts, if it keeps its promises.
    /// - Returns: Whether they were accepted.
    /// - Throws: `BrokenPromise`.
    package func accepts(_ bytes: Data) throws(BrokenPromise) -> Bool {
        do {
            try read(bytes)
            return true
        } catch let broken as BrokenPromise {
            throw broken
        } catch let error as any Explained {
            // The words of an error are made from hostile bytes too.
            guard !error.what.isEmpty, error.why != "" else {
                throw BrokenPromise(of: self, "an error says why")
            }
            return false
        } catch {
            throw BrokenPromise(of: self, "errors are explained: \(error)")
        }
    }

    private func read(_ bytes: Data) throws {
        switch self {
        case .json: try json(bytes)
        case .ferry:
            let ferry = try Ferry(reading: bytes, file: rawValue)
            try expect(Data(ferry.text.utf8) == bytes, "the text is what was read")
        case .commit:
            let commit = try Commit(reading: bytes, file: rawValue)
            try expect(Data(commit.text.utf8) == bytes, "the text is what was read")
            let again = try Commit(
                configData: try commit.configData, manifest: commit.manifest, file: rawValue)
            try expect(again.text == commit.text, "config and manifest make the commit again")
        case .manifest:
            let manifest = try Manifest(
                try parsed(bytes), artifactType: ArchiveFormat.snapshotType, file: rawValue)
            let again = try Manifest(manifest.json, artifactType: manifest.artifactType, file: rawValue)
            try expect(again == manifest, "what is written reads the same")
        case .recipe:
            let recipe = try Recipe(try parsed(bytes), file: rawValue)
            try expect(try Recipe(recipe.json, file: rawValue) == recipe, "what is written reads the same")
        case .builds:
            // The totals are those of the lines, so that they are read to the end.
            let sizes = bytes.split(separator: UInt8(ascii: "\n")).map { line in
                (try? JSON(reading: line))?["size"]?.int ?? 0
            }
            let sum = sizes.reduce(0) { $0.addingReportingOverflow($1).partialValue }
            _ = try BuildsBlob.decode(
                frame(of: bytes), totals: BuildTotals(count: sizes.count, bytes: Int64(sum)),
                file: rawValue)
        case .documents:
            let documents = try DocumentsBlob.decode(
                frame(of: bytes), kind: .role, identity: "name",
                count: bytes.count { $0 == UInt8(ascii: "\n") }, file: rawValue)
            let text = documents.reduce(into: Data()) { $0 += JSON.object($1.fields).data + "\n".utf8 }
            try expect(text == bytes, "lines are what was read")
        case .pieces:
            let lengths = stride(from: 12, to: bytes.count - 3, by: 16).map { place in
                bytes.dropFirst(place).prefix(4).reversed().reduce(0) { $0 << 8 | Int64($1) }
            }
            let pieces = try Pieces(
                reading: frame(of: bytes), packs: 3, size: lengths.reduce(0, +), file: rawValue)
            try expect(pieces.data == frame(of: bytes), "what is written is what was read")
        case .pack:
            try withFile(of: bytes) { path in
                let pack = try Pack(FileSlice(whole: path), file: rawValue)
                for number in pack.frames.indices { _ = try pack.decoded(number) }
                _ = try pack.table()
            }
        case .sealed: try withFile(of: bytes) { try SealedFile(path: $0).read(limit: bytes.count) }
        }
    }

    private func json(_ bytes: Data) throws {
        let limits = JSONLimits(bytes: 1 << 20, depth: 64, stringBytes: 1 << 16, numberCharacters: 64)
        let json = try JSON(reading: bytes, limits: limits)
        let text = json.data
        // Escapes may be longer than what they stand for, so the second reading has wider limits.
        let again = try JSON(reading: text)
        try expect(again == json && again.data == text, "canonical text reads the same")
    }

    private func frame(of text: Data) -> Data { Data(text.withUnsafeBytes(ZstdFrame.compress)) }

    private func withFile(of bytes: Data, _ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.path + "/hostile-\(UUID().uuidString)"
        try bytes.write(to: URL(fileURLWithPath: path))
        // A leftover file is no reason to fail.
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    private func parsed(_ bytes: Data) throws -> JSON { try JSON(reading: bytes, limits: ArchiveLimits.json) }

    private func expect(_ isKept: Bool, _ promise: String) throws(BrokenPromise) {
        guard isKept else { throw BrokenPromise(of: self, promise) }
    }
}

/// What a reader did not keep.
package struct BrokenPromise: Error, CustomStringConvertible {
    package let description: String

    init(of reader: HostileReader, _ promise: String) { description = "\(reader.rawValue): \(promise)" }
}
