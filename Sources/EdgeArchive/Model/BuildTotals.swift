import EdgeCore

/// What a commit says of the builds of its snapshot; the list itself is a blob.
package struct BuildTotals: Sendable, Hashable {
    package let count: Int
    /// Bytes of all their tars.
    package let bytes: Int64

    package init(count: Int, bytes: Int64) {
        self.count = count
        self.bytes = bytes
    }

    package init(_ builds: [ArchivedBuild] = []) {
        count = builds.count
        bytes = builds.reduce(0) { $0.addingReportingOverflow($1.size).partialValue }
    }

    var json: JSON { ["count": .int(count), "bytes": .int(bytes)] }

    init(_ fields: FieldReader) throws(ArchiveError) {
        count = try fields.int("count", 0...ArchiveLimits.builds)
        bytes = Int64(try fields.int("bytes", 0...Int.max))
    }
}
