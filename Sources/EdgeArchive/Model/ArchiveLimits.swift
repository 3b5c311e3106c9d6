package import EdgeCore

/// What a reader of an archive accepts at most; its files come from outside.
package enum ArchiveLimits {
    /// Bytes of a manifest, a config or a commit: 100 000 builds at 300 bytes are 30 MB.
    package static let small = 64 << 20
    /// Bytes of the documents of one kind, stored and decoded: 100 000 users at 1 kB are 100 MB.
    package static let documents = 512 << 20
    /// Documents of one kind.
    package static let documentCount = 1_000_000
    /// Builds of a snapshot.
    package static let builds = 100_000
    /// Layers of one manifest; more than a few hundred are slow to push.
    package static let layers = 2_000
    /// Bytes of one build: far above the largest PUT of object storage.
    package static let buildBytes: Int64 = 1 << 42
    /// Bytes of a decoded frame of a pack; writers stay below 10 MiB.
    package static let frame = 64 << 20
    /// Bytes of the pieces of a build, expanded: 16 for each.
    package static let pieces = 512 << 20
    /// Files of a store that are looked at.
    package static let files = 2_000_000

    /// Notes of validations that are looked at, the newest ones; each new one removes those that it makes needless.
    package static let notes = 1_000

    /// Small files of an archive: manifests, configs, commits, views.
    package static let json = JSONLimits(bytes: small, depth: 70)
}
