import EdgeCore
import Foundation
import TestKit
import Testing

@testable import EdgeArchive

@Suite struct RetentionTests {
    /// A snapshot of a time like `2026-11-30T02:15:00Z`.
    private func snapshot(
        _ time: String, of organization: String = "Harbour", lacking: Set<Kind> = [], missing: Int = 0
    ) throws -> SnapshotSummary {
        var config = SnapshotConfig(
            organization: try OrganizationName(organization),
            created: try #require(Timestamp.read(time)), source: "https://edge.example", dialect: Dialect())
        for kind in Kind.allCases where !lacking.contains(kind) { config.read[kind] = 1 }
        for number in 0..<missing {
            config.missingBuilds.append(
                MissingBuild(
                    app: try AppName("Tide"), number: SourceBuild(number + 1), reason: "no source"))
        }
        let manifest = Descriptor(
            mediaType: ArchiveFormat.manifestType, digest: Digest(of: Data(time.utf8)), size: 1)
        return SnapshotSummary(try Commit(config: config, manifest: manifest))
    }

    /// One each night at 02:15 UTC from that day on.
    private func nights(_ count: Int, from day: String = "2026-01-01") throws -> [SnapshotSummary] {
        let first = try #require(Timestamp.read("\(day)T02:15:00Z"))
        return try (0..<count).map { try snapshot(Timestamp.text(first + Double($0) * 86_400)) }
    }

    /// The days of what stays, oldest first.
    private func kept(
        _ retention: Retention, of snapshots: [SnapshotSummary], damaged: Set<String> = []
    ) -> [String] {
        let reasons = retention.reasons(snapshots.shuffled(), damaged: damaged)
        return snapshots.filter { reasons[$0.id] != nil }.map { String($0.createdText.prefix(10)) }
    }

    @Test func `each rule keeps the newest of its periods`() throws {
        let year = try nights(400)
        #expect(kept(Retention([.last: 3]), of: year) == ["2027-02-02", "2027-02-03", "2027-02-04"])
        #expect(kept(Retention([.daily: 2]), of: year) == ["2027-02-03", "2027-02-04"])
        // Weeks of ISO 8601 end on Sundays.
        #expect(kept(Retention([.weekly: 3]), of: year) == ["2027-01-24", "2027-01-31", "2027-02-04"])
        #expect(kept(Retention([.monthly: 3]), of: year) == ["2026-12-31", "2027-01-31", "2027-02-04"])
        #expect(kept(Retention([.yearly: 9]), of: year) == ["2026-12-31", "2027-02-04"])
        #expect(
            kept(Retention(within: .seconds(2 * 86_400)), of: year) == [
                "2027-02-02", "2027-02-03", "2027-02-04",
            ])
    }

    @Test func `what one rule keeps stays, and says all its reasons`() throws {
        let year = try nights(60)
        let retention = Retention([.last: 1, .daily: 2, .monthly: 3])
        let reasons = retention.reasons(year, damaged: [])
        #expect(kept(retention, of: year) == ["2026-01-31", "2026-02-28", "2026-03-01"])
        #expect(reasons[year[59].id] == ["last", "daily 2026-03-01", "monthly 2026-03"])
        #expect(reasons[year[29].id] == nil)
    }

    @Test func `several of one day count once for that day, and each for the last`() throws {
        let day = try ["01:00", "09:00", "23:59"].map { try snapshot("2026-11-30T\($0):00Z") }
        let before = try snapshot("2026-11-29T23:59:59Z")
        let daily = Retention([.daily: 2]).reasons(day + [before], damaged: [])
        #expect(Set(daily.keys) == [day[2].id, before.id])
        let last = Retention([.last: 2]).reasons(day + [before], damaged: [])
        #expect(Set(last.keys) == [day[1].id, day[2].id])
    }

    @Test func `the rules count each organization alone, and never leave one without a snapshot`() throws {
        let old = try snapshot("2020-01-01T00:00:00Z", of: "Quay")
        let new = try nights(5)
        for retention in [Retention([.yearly: 1]), Retention(within: .seconds(1)), Retention([.last: 1])] {
            let reasons = retention.reasons(new + [old], damaged: [])
            #expect(Set(reasons.keys) == [new[4].id, old.id])
        }
    }

    @Test func `without a rule all stay`() throws {
        let nights = try nights(3)
        #expect(Retention().reasons(nights, damaged: []).count == 3)
    }

    @Test func `a snapshot that could not read a kind does not push out those that did`() throws {
        let whole = try nights(3)
        let partly = try [
            snapshot("2026-01-04T02:15:00Z", lacking: [.user]),
            snapshot("2026-01-05T02:15:00Z", lacking: [.user, .app]),
        ]
        let reasons = Retention([.last: 1]).reasons(whole + partly, damaged: [])
        #expect(Set(reasons.keys) == [whole[2].id, partly[0].id, partly[1].id])
        #expect(reasons[whole[2].id] == ["last of those with users"])
        #expect(reasons[partly[0].id] == ["last of those with apps"])
        // A kind that nobody could ever read keeps nothing.
        let never = try ["2026-01-01", "2026-01-02"].map {
            try snapshot("\($0)T02:15:00Z", lacking: [.subscription])
        }
        #expect(Retention([.last: 1]).reasons(never, damaged: []).count == 1)
    }

    @Test func `a snapshot that lacks builds, or was found damaged, does not push out those that hold all`()
        throws
    {
        let whole = try nights(3)
        let lacking = try snapshot("2026-01-04T02:15:00Z", missing: 2)
        let reasons = Retention([.daily: 1]).reasons(whole + [lacking], damaged: [])
        #expect(
            reasons == [
                lacking.id: ["daily 2026-01-04"],
                whole[2].id: ["daily 2026-01-03 of those with all builds"],
            ])
        let damaged = kept(Retention([.last: 1]), of: whole, damaged: [whole[2].id])
        #expect(damaged == ["2026-01-02", "2026-01-03"])
    }
}
