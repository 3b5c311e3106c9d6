package import EdgeCore

/// What a prune removes and what stays, and why; nothing is removed by making it.
package struct PrunePlan: Sendable {
    package struct Kept: Sendable {
        package let snapshot: SnapshotSummary
        /// The rules that keep it.
        package let reasons: [String]
    }

    package let store: String
    /// Oldest first.
    package internal(set) var kept: [Kept] = []
    /// Commits that go, oldest first.
    package internal(set) var removed: [CommitFile] = []
    /// Tags of `index.json` whose commit is missing and that nobody asked to forget: what they need stays.
    package internal(set) var lost: [String] = []
    /// Blobs that go, and their bytes.
    package internal(set) var blobs: [Digest: Int64] = [:]
    /// Blobs that no snapshot names and that are too young to go: a run may have been interrupted over them.
    package internal(set) var young = 0
    package internal(set) var youngBytes: Int64 = 0

    /// Tags that go although their commits are not there.
    package internal(set) var forgottenTags: Set<String> = []

    package var bytes: Int64 { blobs.values.reduce(0, +) }

    init(store: String) { self.store = store }

    package var json: JSON {
        [
            "store": .string(store),
            "kept": .array(
                kept.map {
                    [
                        "id": .string($0.snapshot.id),
                        "organization": .string($0.snapshot.organization.text),
                        "created": .string($0.snapshot.createdText), "reasons": .strings($0.reasons),
                    ]
                }),
            "removed": .array(
                removed.map {
                    [
                        "id": .string($0.id), "organization": .string($0.organization.text),
                        "created": .optional($0.created.map(Timestamp.text)),
                    ]
                }),
            "lostCommits": .strings(lost), "forgotten": .strings(forgottenTags.sorted()),
            "blobs": .int(blobs.count), "bytes": .int(bytes),
            "young": ["blobs": .int(young), "bytes": .int(youngBytes)],
        ]
    }
}
