package import EdgeCore

/// An OCI image manifest with an artifact type of ours: the documents of a snapshot, or one build.
package struct Manifest: Sendable, Hashable {
    package let artifactType: String
    package let config: Descriptor
    package let layers: [Descriptor]

    package init(artifactType: String, config: Descriptor, layers: [Descriptor]) {
        self.artifactType = artifactType
        self.config = config
        self.layers = layers
    }

    package var json: JSON {
        [
            "schemaVersion": 2, "mediaType": .string(ArchiveFormat.manifestType),
            "artifactType": .string(artifactType), "config": config.json,
            "layers": .array(layers.map(\.json)),
        ]
    }

    /// Every blob that the manifest names.
    package var blobs: [Descriptor] { [config] + layers }

    package init(_ json: JSON, artifactType: String, file: String) throws(ArchiveError) {
        let fields = try FieldReader(json, file: file)
        guard try fields.int("schemaVersion", 2...2) == 2,
            try fields.string("mediaType") == ArchiveFormat.manifestType
        else { throw fields.wrong("mediaType", "that of a manifest") }
        guard try fields.string("artifactType") == artifactType else {
            throw fields.wrong("artifactType", artifactType)
        }
        self.artifactType = artifactType
        config = try Descriptor(try fields.fields("config"))
        layers = try fields.each("layers", limit: ArchiveLimits.layers) {
            fields throws(ArchiveError) in try Descriptor(fields)
        }
    }

    /// The layer of that file name.
    package func layer(titled title: String) -> Descriptor? {
        layers.first { $0.annotations[ArchiveFormat.titleKey] == title }
    }
}
