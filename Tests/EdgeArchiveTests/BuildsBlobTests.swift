@testable import EdgeArchive
import EdgeCore
import Foundation
import Testing

struct BuildsBlobTests {
    private func build(_ app: String, _ number: Int, size: Int64 = 10) throws -> ArchivedBuild {
        let digest = Digest(of: Data("\(app) \(number)".utf8))
        return ArchivedBuild(
            app: try AppName(app), number: SourceBuild(number), label: number == 1 ? nil : "v\(number)",
            size: size, digest: digest,
            manifest: Descriptor(mediaType: ArchiveFormat.manifestType, digest: digest, size: 3))
    }

    private func decode(_ stored: Data, _ totals: BuildTotals) throws -> [ArchivedBuild] {
        try BuildsBlob.decode(stored, totals: totals, file: "f")
    }

    @Test func `a list is sorted by app and number and comes back`() throws {
        let builds = [try build("Tide", 10), try build("Tide", 9), try build("Gull", 11), try build("a1", 1)]
        let sorted = BuildsBlob.sorted(builds)
        #expect(sorted.map(\.name) == ["build/Gull/11", "build/Tide/9", "build/Tide/10", "build/a1/1"])
        #expect(try decode(try BuildsBlob.encode(sorted), BuildTotals(builds)) == sorted)
        #expect(try decode(try BuildsBlob.encode([]), BuildTotals()) == [])
    }

    @Test func `a list in another order, one with a build twice, and other totals are damage`() throws {
        let builds = [try build("Gull", 1), try build("Gull", 2)]
        let wrong: [([ArchivedBuild], BuildTotals)] = [
            ([builds[1], builds[0]], BuildTotals(builds)),
            ([builds[0], builds[0]], BuildTotals([builds[0], builds[0]])),
            (builds, BuildTotals([builds[0]])),
            (builds, BuildTotals([builds[0], try build("Gull", 2, size: 11)])),
        ]
        for (list, totals) in wrong {
            let stored = try BuildsBlob.encode(list)
            #expect {
                try decode(stored, totals)
            } throws: {
                if case ArchiveError.damaged = $0 { true } else { false }
            }
        }
    }

    @Test func `more builds than an archive can hold are refused`() throws {
        let many = Array(repeating: try build("Gull", 1), count: ArchiveLimits.builds + 1)
        #expect(throws: ArchiveError.tooLarge(what: "builds", limit: ArchiveLimits.builds)) {
            try BuildsBlob.encode(many)
        }
    }
}
