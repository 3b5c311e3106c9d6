import EdgeArchive
import EdgeCore
import EdgeTar
import Foundation
import TestKit

/// A store of one build that changed and grew a little many times: what came new stays, so that no pack ever becomes needless by itself.
struct IncrementStore {
    let store: Store
    private(set) var builds: [ArchivedBuild] = []
    /// The digests of the tars that went in.
    private(set) var tars: [Digest] = []
    /// Bytes of all members that were new or other, each compressed by itself.
    private(set) var freshBytes = 0

    private var members: [[UInt8]] = []
    private var random = SeededGenerator(seed: 11)

    /// - Parameters:
    ///   - members: How many the build has, 8 to 40 kB each.
    ///   - changes: How many of them are other in each build; one small member comes new.
    ///   - nights: How many snapshots the builds come in.
    init(
        in folder: String, builds count: Int, members: Int, changes: Int, nights: Int, _ form: ChunkedForm
    ) async throws {
        store = try Store.create(at: folder + "/store", id: "increments")
        self.members = (0..<members).map { _ in fresh(1_000...5_000) }
        for night in 0..<nights {
            let writer = try SnapshotWriter(
                store, organization: Sample.harbour(), source: "https://edge.example", dialect: Dialect(),
                builds: .chunked(form), now: Sample.time + 86_400 * Double(night))
            for number in (count * night / nights + 1)...(count * (night + 1) / nights) {
                if number > 1 {
                    for _ in 0..<changes {
                        self.members[Int.random(in: 0..<members, using: &random)] = fresh(1_000...5_000)
                    }
                    self.members.append(fresh(200...400))
                }
                try await keep(number, at: folder + "/build.tar", by: writer)
            }
            _ = try await writer.commit()
        }
    }

    /// So many words of 8 bytes, of which half cannot be made smaller, as in a real build.
    private mutating func fresh(_ count: ClosedRange<Int>) -> [UInt8] {
        let words = (0..<Int.random(in: count, using: &random)).flatMap { _ in
            withUnsafeBytes(of: UInt64(random.next() >> 32)) { Array($0) }
        }
        freshBytes += words.withUnsafeBytes { ZstdFrame.compress($0).count }
        return words
    }

    private mutating func keep(_ number: Int, at path: String, by writer: SnapshotWriter) async throws {
        var tar = try TarWriter(creating: path)
        for (place, bytes) in members.enumerated() { try tar.addFile("game/\(place).bin", bytes: bytes) }
        try tar.seal()
        builds.append(
            try await writer.keep(
                AppName("Tide"), SourceBuild(number), label: nil, copying: try FileSlice(whole: path)))
        tars.append(Digest(of: try Data(contentsOf: URL(fileURLWithPath: path))))
    }

    /// The standard form with every size divided; packs per build stay as they are.
    static func form(dividedBy divisor: Int) -> ChunkedForm {
        var form = ChunkedForm()
        form.leastChunk /= divisor
        form.aimedChunk /= divisor
        form.mostChunk /= divisor
        form.headers /= divisor
        form.frame /= divisor
        form.pack /= divisor
        form.largestPack = form.pack
        form.batch /= divisor
        return form
    }

    /// Blobs of a media type, with their sizes.
    func blobs(_ type: String) throws -> [Descriptor] {
        var needed = NeededBlobs(store)
        for file in try store.commitFiles() { try needed.add(try store.archive(.id(file.id))) }
        return needed.blobs.values.filter { $0.mediaType == type }.sorted { $0.digest < $1.digest }
    }

    /// The archive that holds a build.
    func source(of build: ArchivedBuild) throws -> any ByteSource {
        for file in try store.commitFiles() {
            let archive = try store.archive(.id(file.id))
            if archive.builds.contains(build) { return try archive.source(of: build) }
        }
        throw MissingValue(what: build.name)
    }
}
