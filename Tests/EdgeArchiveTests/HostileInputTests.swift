import EdgeArchive
import EdgeCore
import EdgeTar
import Foundation
import Hostile
import TestKit
import Testing

/// The inputs that fuzzers start from and what they have found (`make fuzz`), read in every run of the tests.
struct HostileInputTests {
    private func folder(_ reader: HostileReader) -> URL {
        let root = (0..<2).reduce(URL(fileURLWithPath: #filePath)) { url, _ in
            url.deletingLastPathComponent()
        }
        return root.appendingPathComponent("Fixtures/Corpus/\(reader.rawValue)")
    }

    private func corpus(_ reader: HostileReader) throws -> [Data] {
        try FileManager.default.contentsOfDirectory(at: folder(reader), includingPropertiesForKeys: nil)
            .map { try Data(contentsOf: $0) }
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["EDGEFERRY_GOLDEN"] == "1"))
    func `the samples of the corpus are written anew`() async throws {
        try await withTemporaryFolder { path in
            let (store, _) = try await Sample.store(in: path)
            let commit = try #require(try store.commitFiles().first)
            let archive = try store.archive(.latest)
            let build = try store.manifest(archive.builds[0].manifest, type: ArchiveFormat.buildType)
            func layer(_ manifest: Manifest, _ type: String) throws -> Data {
                try store.read(try #require(manifest.layers.first { $0.mediaType == type }))
            }
            func text(_ manifest: Manifest, _ type: String) throws -> Data {
                let frame = try layer(manifest, type)
                return Data(try #require(frame.withUnsafeBytes { ZstdFrame.expand($0, limit: 1 << 20) }))
            }
            var tar = try TarWriter(creating: path + "/sealed.tar")
            for file in try store.files.list()
            where file.path.contains("/") || file.path.hasSuffix(".json") || file.path == Layout.ociLayout {
                try tar.addFile(file.path, from: try store.files.slice(file.path))
            }
            try tar.seal()
            let samples: [HostileReader: Data] = [
                .json: try store.read(archive.manifest.config),
                .ferry: Data(try store.ferry().text.utf8),
                .commit: try store.files.read(commit.path, limit: ArchiveLimits.small),
                .manifest: archive.manifest.json.data,
                .recipe: try layer(build, ArchiveFormat.recipeType),
                .builds: try text(archive.manifest, ArchiveFormat.buildsType),
                .documents: try text(archive.manifest, ArchiveFormat.documentsType),
                .pieces: try text(build, ArchiveFormat.piecesType),
                .pack: try layer(build, ArchiveFormat.packType),
                .sealed: try Data(contentsOf: URL(fileURLWithPath: path + "/sealed.tar")),
            ]
            for reader in HostileReader.allCases {
                try FileManager.default.createDirectory(
                    at: folder(reader), withIntermediateDirectories: true)
                try samples[reader]?.write(to: folder(reader).appendingPathComponent("sample"))
            }
        }
    }

    @Test(arguments: HostileReader.allCases)
    func `what is kept of fuzzing is read without harm, and some of it is accepted`(
        _ reader: HostileReader
    ) throws {
        var accepted = 0
        for bytes in try corpus(reader) where try reader.accepts(bytes) { accepted += 1 }
        #expect(accepted > 0)
    }

    @Test(arguments: HostileReader.allCases)
    func `a byte changed or missing anywhere breaks no promise`(_ reader: HostileReader) throws {
        // Long files are changed in some hundred places.
        for bytes in try corpus(reader) {
            for place in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 300)) {
                _ = try reader.accepts(bytes.prefix(place))
                for bit in [0, 3, 7] {
                    var changed = bytes
                    changed[place] ^= 1 << bit
                    _ = try reader.accepts(changed)
                }
            }
        }
    }
}
