import EdgeArchive
import EdgeCore
import EdgeTar
import Foundation
import TestKit

/// The smallest store that has everything: two snapshots, all kinds, a chunked build of two packs, a raw build.
///
/// Its texts are a line each and its dialects are all defaults, as another writer may have it: two thirds of the bytes of a
/// small store are these, and a walk pays for each byte.
enum TinyStore {
    private static let form: ChunkedForm = {
        var form = ChunkedForm()
        (form.leastChunk, form.aimedChunk, form.mostChunk) = (128, 256, 512)
        (form.headers, form.frame, form.pack, form.largestPack) = (512, 256, 300, 300)
        form.batch = 1 << 10
        return form
    }()

    static func make(in folder: String) async throws -> Store {
        let store = try Store.create(at: folder + "/store", id: "tiny")
        var random = SeededGenerator(seed: 3)
        let noise = (0..<700).map { _ in UInt8.random(in: 0...255, using: &random) }
        try await snapshot(store, 1, .chunked(form), ["a": noise, "b": Array("same".utf8)], in: folder)
        try await snapshot(store, 2, .raw, ["c": Array("raw".utf8)], in: folder)
        try shortenTexts(of: store)
        for file in try store.commitFiles() { try shortenDialect(of: file, in: store) }
        try writeViews(of: store)
        return store
    }

    private static func snapshot(
        _ store: Store, _ number: Int, _ builds: BuildRepresentation, _ members: [String: [UInt8]],
        in folder: String
    ) async throws {
        let writer = try Sample.writer(store, builds: builds, now: Sample.time + Double(number))
        for kind in Kind.allCases {
            try await writer.write(Sample.documents.filter { $0.kind == kind }, kind: kind)
        }
        let path = "\(folder)/\(number).tar"
        var tar = try TarWriter(creating: path)
        for (name, bytes) in members.sorted(by: { $0.key < $1.key }) { try tar.addFile(name, bytes: bytes) }
        try tar.seal()
        _ = try await writer.keep(
            AppName("Tide"), SourceBuild(number), label: nil, copying: try FileSlice(whole: path))
        _ = try await writer.commit()
    }

    private static func shortenTexts(of store: Store) throws {
        var ferry = try object(store, Layout.ferry)
        var texts = JSONObject()
        for name in [Layout.formatText, Layout.reader] {
            let text = Data("# \(name)\n".utf8)
            try put(text, name, store)
            texts[name] = .string(Digest(of: text).description)
        }
        ferry["texts"] = .object(texts)
        ferry["sha256"] = nil
        ferry["sha256"] = .string(Digest(of: JSON.object(ferry).data).description)
        try put(JSON.object(ferry).data + "\n".utf8, Layout.ferry, store)
    }

    /// Writes config, documents manifest and commit of a snapshot again, and removes the old ones.
    private static func shortenDialect(of file: CommitFile, in store: Store) throws {
        let old = try store.archive(.id(file.id))
        var commit = try object(store, file.path)
        commit["dialect"] = .object(JSONObject())
        commit["manifest"] = nil
        var manifest = try object(store, Layout.blob(old.commit.manifest.digest))
        manifest["config"] = try keep(.object(commit), ArchiveFormat.configType, store)
        commit["manifest"] = try keep(.object(manifest), ArchiveFormat.manifestType, store)
        for path in [
            file.path, Layout.blob(old.commit.manifest.digest), Layout.blob(old.manifest.config.digest),
        ] {
            try FileManager.default.removeItem(atPath: store.layout.path(path))
        }
        let text = JSON.object(commit).data + "\n".utf8
        let id = Digest(of: text).hex.prefix(12)
        try put(text, "snapshots/Harbour/\(file.name.prefix(16))-\(id).json", store)
    }

    private static func writeViews(of store: Store) throws {
        let archives = try store.commitFiles().map { try store.archive(.id($0.id)) }
        var needed = NeededBlobs(store)
        for archive in archives { try needed.add(archive) }
        try put(Views.index(archives), Layout.index, store)
        try put(
            Views.sums(archives.map(\.commit), needing: needed.blobs.keys, try store.ferry()), Layout.sums,
            store)
    }

    private static func object(_ store: Store, _ file: String) throws -> JSONObject {
        let json = try JSON(reading: Data(contentsOf: URL(fileURLWithPath: store.layout.path(file))))
        guard let object = json.object else { throw MissingValue(what: file) }
        return object
    }

    private static func keep(_ json: JSON, _ type: String, _ store: Store) throws -> JSON {
        let digest = Digest(of: json.data)
        try put(json.data, Layout.blob(digest), store)
        return Descriptor(mediaType: type, digest: digest, size: Int64(json.data.count)).json
    }

    private static func put(_ bytes: Data, _ file: String, _ store: Store) throws {
        try bytes.write(to: URL(fileURLWithPath: store.layout.path(file)))
    }
}
