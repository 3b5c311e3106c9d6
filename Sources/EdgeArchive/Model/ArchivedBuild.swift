package import EdgeCore

/// One native build of a snapshot.
package struct ArchivedBuild: Sendable, Hashable {
    package let app: AppName
    package let number: SourceBuild
    package let label: String?
    /// Bytes of the uncompressed tar.
    package let size: Int64
    /// The digest of the whole tar.
    package let digest: Digest
    /// The OCI manifest that holds its recipe and its bytes.
    package let manifest: Descriptor

    /// What the build is called in reports: `build/Harbour/3`.
    package var name: String { "build/\(app)/\(number)" }

    var json: JSON {
        [
            "app": .string(app.text), "build": .int(number.value), "label": .optional(label),
            "size": .int(size), "sha256": .string(digest.description), "manifest": manifest.json,
        ]
    }
}

extension ArchivedBuild {
    init(_ fields: FieldReader) throws(ArchiveError) {
        app = try fields.name("app")
        number = SourceBuild(try fields.int("build", 0...Int(Int32.max)))
        label = try fields.optionalString("label")
        size = Int64(try fields.int("size", 0...Int(ArchiveLimits.buildBytes)))
        digest = try fields.digest("sha256")
        manifest = try Descriptor(try fields.fields("manifest"))
    }
}

/// A build that the source names and no build source could give.
package struct MissingBuild: Sendable, Hashable {
    package let app: AppName
    package let number: SourceBuild
    package let reason: String

    package var name: String { "build/\(app)/\(number)" }

    package init(app: AppName, number: SourceBuild, reason: String) {
        self.app = app
        self.number = number
        self.reason = reason
    }

    var json: JSON {
        ["app": .string(app.text), "build": .int(number.value), "reason": .string(reason)]
    }

    init(_ fields: FieldReader) throws(ArchiveError) {
        app = try fields.name("app")
        number = SourceBuild(try fields.int("build", 0...Int(Int32.max)))
        reason = try fields.string("reason")
    }
}
