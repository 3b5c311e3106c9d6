package import EdgeArchive
package import EdgeCore

/// What a replay works from: the documents and builds of one snapshot, as plain values.
package struct Contents: Sendable {
    package var organization: OrganizationName
    /// The address of the source, for people and for the journal.
    package var source: String
    /// The id of the snapshot.
    package var snapshot: String
    /// The digest of its documents manifest.
    package var archive: String
    /// Sorted by name; a kind that could not be read is missing.
    package var documents: [Kind: [Document]]
    /// Where secrets were left out.
    package var masked: [ObjectID: [JSONPointer]]
    /// Ascending by app and number.
    package var builds: [Build]
    /// Builds that the source named and no build source could give.
    package var missingBuilds: [MissingBuild]
    /// What the source holds and no snapshot carries, by the name of its list; nil where nobody could count.
    package var notCarried: [String: Int?] = [:]
    /// Kinds that could not be read, and why.
    package var unread: [Kind: String]
    /// Objects that changed each time the source was read: they may be in no state that they ever had.
    package var fuzzy: [ObjectID]

    /// One native build and how to get at its bytes.
    package struct Build: Sendable {
        package let app: AppName
        /// The name that its app has in the archive.
        package let archivedApp: AppName
        package let number: SourceBuild
        package let label: String?
        package let size: Int64
        package let digest: Digest
        package let bytes: @Sendable () throws -> any ByteSource

        package init(
            app: AppName, number: SourceBuild, label: String?, size: Int64, digest: Digest,
            archivedApp: AppName? = nil, bytes: @escaping @Sendable () throws -> any ByteSource
        ) {
            self.app = app
            self.archivedApp = archivedApp ?? app
            self.number = number
            self.label = label
            self.size = size
            self.digest = digest
            self.bytes = bytes
        }

        package var object: PlannedObject { .build(app, number) }
    }

    package init(
        organization: OrganizationName, source: String, snapshot: String, archive: String,
        documents: [Kind: [Document]], masked: [ObjectID: [JSONPointer]] = [:], builds: [Build] = []
    ) {
        self.organization = organization
        self.source = source
        self.snapshot = snapshot
        self.archive = archive
        self.documents = documents
        self.masked = masked
        self.builds = builds
        missingBuilds = []
        unread = [:]
        fuzzy = []
    }

    /// Reads all documents of a snapshot, in the words of a target; the bytes of builds stay where they are.
    package static func reading(_ archive: Archive, for dialect: Dialect) async throws -> Contents {
        try await blocking("contents") { _ in
            var documents: [Kind: [Document]] = [:]
            let translation = DialectTranslation(from: archive.dialect, to: dialect)
            for kind in archive.config.read.keys {
                documents[kind] = try archive.documents(kind).map(translation.document)
            }
            var contents = Contents(
                organization: archive.organization, source: archive.config.source, snapshot: archive.id,
                archive: archive.commit.manifest.digest.description, documents: documents,
                masked: translation.masked(archive.masked),
                builds: archive.builds.map { build in
                    Build(
                        app: build.app, number: build.number, label: build.label, size: build.size,
                        digest: build.digest, bytes: { try archive.verifiedSource(of: build) })
                })
            contents.missingBuilds = archive.missingBuilds
            contents.notCarried = archive.config.notCarried
            contents.unread = archive.unread.mapValues(\.reason)
            contents.fuzzy = archive.config.fuzzy.map(translation.id)
            return contents
        }
    }
}
