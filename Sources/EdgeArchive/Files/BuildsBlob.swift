import EdgeCore
package import Foundation

/// The list of a snapshot's builds as it is stored: JSON Lines, ascending by app and number.
///
/// It is a blob of its own, so that a list in which nothing changed costs nothing in the next snapshot.
package enum BuildsBlob {
    static let title = "builds.jsonl.zst"

    static func sorted(_ builds: [ArchivedBuild]) -> [ArchivedBuild] { builds.sorted(by: isBefore) }

    /// - Parameter builds: In the order of `sorted`.
    static func encode(_ builds: [ArchivedBuild]) throws(ArchiveError) -> Data {
        guard builds.count <= ArchiveLimits.builds else {
            throw .tooLarge(what: "builds", limit: ArchiveLimits.builds)
        }
        return try JSONLines.encode(builds.lazy.map(\.json), of: "builds", limit: ArchiveLimits.small)
    }

    /// - Parameter totals: What the commit says of them.
    package static func decode(
        _ stored: Data, totals: BuildTotals, file: String
    ) throws(ArchiveError) -> [ArchivedBuild] {
        var last: ArchivedBuild?
        let builds = try JSONLines.decode(stored, limit: ArchiveLimits.small, most: totals.count, file: file)
        {
            json, place throws(ArchiveError) in
            let build = try ArchivedBuild(try FieldReader(json, file: file))
            if let last, !isBefore(last, build) {
                throw .damaged(file: file, reason: "\(place) is out of order")
            }
            last = build
            return build
        }
        guard BuildTotals(builds) == totals else {
            throw .damaged(file: file, reason: "it holds other builds than the commit says")
        }
        return builds
    }

    private static func isBefore(_ left: ArchivedBuild, _ right: ArchivedBuild) -> Bool {
        left.app == right.app ? left.number < right.number : precedes(left.app.text, right.app.text)
    }
}
