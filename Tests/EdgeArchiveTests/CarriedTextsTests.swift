import EdgeArchive
import EdgeCore
import EdgeTar
import Foundation
import TestKit
import Testing

/// The reader in Python that every store carries, run with Python's own library and the zstd program.
struct CarriedTextsTests {
    private func read(_ store: Store, _ arguments: String..., to path: String) throws -> (
        status: Int32, errors: String
    ) {
        let output = FileManager.default.createFile(atPath: path, contents: nil)
        #expect(output)
        let (process, errors) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // -I: nothing of the machine's own packages.
        process.arguments = ["python3", "-I", store.layout.path(Layout.reader)] + arguments
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        process.standardError = errors
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    /// Three builds of one app, chunked or raw, the first of them in an older snapshot only.
    private func withStore(
        _ representation: BuildRepresentation, _ body: (Store, String, [ArchivedBuild]) throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let store = try Store.create(at: folder + "/store", id: "sample")
            var random = SeededGenerator(seed: 4)
            var members: [(String, [UInt8])] = (0..<30).map { place in
                ("game/\(place)", (0..<(place * 997)).map { _ in UInt8.random(in: 0...255, using: &random) })
            }
            var kept: [ArchivedBuild] = []
            for round in 0..<2 {
                let writer = try SnapshotWriter(
                    store, organization: Sample.harbour(), source: "https://edge.example", dialect: Dialect(),
                    builds: representation, now: Sample.time + Double(round))
                for number in (round == 0 ? 1...2 : 2...3) {
                    members[number].1 = Array(repeating: UInt8(number), count: 5_000)
                    var tar = try TarWriter(creating: "\(folder)/\(number).tar")
                    for (path, bytes) in members { try tar.addFile(path, bytes: bytes) }
                    try tar.seal()
                    let build = try await writer.keep(
                        AppName("Tide"), SourceBuild(number), label: "v\(number)",
                        copying: try FileSlice(whole: "\(folder)/\(number).tar"))
                    if !kept.contains(where: { $0.number == build.number }) { kept.append(build) }
                }
                _ = try await writer.commit()
            }
            try body(store, folder, kept)
        }
    }

    @Test(arguments: [BuildRepresentation.raw, .standard])
    func `every build is given back by it alone`(_ representation: BuildRepresentation) async throws {
        try await withStore(representation) { store, folder, builds in
            #expect(builds.count == 3)
            for build in builds {
                let path = folder + "/out.tar"
                let run = try read(store, store.path, "Tide/\(build.number)", to: path)
                #expect(run.status == 0, "\(run.errors)")
                #expect(Digest(of: try Data(contentsOf: URL(fileURLWithPath: path))) == build.digest)
            }
            let list = try read(store, store.path, to: folder + "/list")
            #expect(list.status == 0, "\(list.errors)")
            let lines = try String(contentsOfFile: folder + "/list", encoding: .utf8).split(separator: "\n")
            #expect(lines.map { $0.prefix(14) } == ["Harbour/Tide/1", "Harbour/Tide/2", "Harbour/Tide/3"])
        }
    }

    @Test func `a damaged build, an unknown one and a newer format end in an error`() async throws {
        try await withStore(.standard) { store, folder, builds in
            #expect(
                try read(store, store.path, "Tide/9", to: folder + "/out").errors.contains("no such build"))
            let build = try #require(builds.last)
            for pack in try store.archive(.latest).recipe(of: build).blobs.dropFirst() {
                let path = URL(fileURLWithPath: store.layout.blob(pack))
                var bytes = try Data(contentsOf: path)
                for place in stride(from: 5, to: bytes.count / 2, by: 50) { bytes[place] ^= 1 }
                try bytes.write(to: path)
            }
            #expect(try read(store, store.path, "Tide/3", to: folder + "/out").status == 1)
            let ferry = store.layout.path(Layout.ferry)
            let text = try String(contentsOfFile: ferry, encoding: .utf8)
            try text.replacing("\"format\":\"1.", with: "\"format\":\"2.").write(
                toFile: ferry, atomically: false, encoding: .utf8)
            #expect(try read(store, store.path, to: folder + "/out").errors.contains("knows format 1"))
        }
    }
}
