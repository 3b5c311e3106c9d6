import EdgeArchive
import EdgeCore
import Foundation
import TestKit
import Testing

/// The archives of one released format in `Tests/Fixtures`: written once with the release that brought it, and never again.
///
/// `documents.jsonl` and `builds.jsonl` beside them say what they hold, written from what went in.
struct GoldenArchive: Sendable, CustomTestStringConvertible {
    static let all = ["1.0"].map { GoldenArchive(version: $0) }

    let version: String

    var testDescription: String { version }

    var folder: String {
        (0..<3).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
            .appendingPathComponent("Fixtures/archive-\(version)").path
    }
    var store: String { folder + "/store" }
    /// The snapshot of Harbour that was taken last.
    var sealed: String { folder + "/harbour.tar" }
    var documents: String { folder + "/documents.jsonl" }
    var builds: String { folder + "/builds.jsonl" }

    /// Reading it leaves nothing in the store: who writes works on a copy.
    func withCopy<Result>(
        _ body: (_ folder: String, _ store: String) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryFolder { folder in
            try FileManager.default.copyItem(atPath: store, toPath: folder + "/store")
            return try await body(folder, folder + "/store")
        }
    }

    /// The archives of all snapshots, oldest first.
    func archives() throws -> [Archive] { try Self.archives(of: Store.open(at: store)) }

    static func archives(of store: Store) throws -> [Archive] {
        try store.commitFiles().map { try store.archive(.id($0.id)) }
    }
}

/// A build that went into a golden archive.
struct GoldenBuild: Sendable {
    let organization: String
    let app: String
    let number: Int
    let digest: Digest

    /// As `read_ferry.py` names it.
    var name: String { "\(organization)/\(app)/\(number)" }

    init(_ organization: String, _ build: ArchivedBuild, _ digest: Digest) {
        (self.organization, app, number) = (organization, build.app.text, build.number.value)
        self.digest = digest
    }

    var json: JSON {
        [
            "organization": .string(organization), "app": .string(app), "build": .int(number),
            "sha256": .string(digest.description),
        ]
    }

    init?(_ json: JSON) {
        guard let organization = json["organization"]?.string, let app = json["app"]?.string,
            let number = json["build"]?.int, let digest = json["sha256"]?.string.flatMap({ Digest($0) })
        else { return nil }
        (self.organization, self.app, self.number, self.digest) = (organization, app, number, digest)
    }
}
