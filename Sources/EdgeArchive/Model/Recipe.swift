package import EdgeCore

/// How the tar of one build is put together from blobs.
package struct Recipe: Sendable, Hashable {
    /// A run of bytes of a blob.
    package struct Piece: Sendable, Hashable {
        package let blob: Digest
        package let offset: Int64
        package let size: Int64
    }

    package let app: AppName
    package let number: SourceBuild
    package let label: String?
    package let size: Int64
    /// The digest of the whole tar.
    package let digest: Digest
    package let pieces: [Piece]

    /// The recipe of a tar that is stored as one blob.
    package init(raw app: AppName, _ number: SourceBuild, label: String?, size: Int64, digest: Digest) {
        self.app = app
        self.number = number
        self.label = label
        self.size = size
        self.digest = digest
        pieces = [Piece(blob: digest, offset: 0, size: size)]
    }

    package var json: JSON {
        [
            "app": .string(app.text), "build": .int(number.value), "label": .optional(label),
            "size": .int(size), "sha256": .string(digest.description), "representation": "raw",
            "pieces": .array(
                pieces.map {
                    [
                        "blob": .string($0.blob.description), "offset": .int($0.offset),
                        "size": .int($0.size),
                    ]
                }),
        ]
    }

    init(_ json: JSON, file: String) throws(ArchiveError) {
        let fields = try FieldReader(json, file: file)
        let bytes = 0...Int(ArchiveLimits.buildBytes)
        app = try fields.name("app")
        number = SourceBuild(try fields.int("build", 0...Int(Int32.max)))
        label = try fields.optionalString("label")
        size = Int64(try fields.int("size", bytes))
        digest = try fields.digest("sha256")
        guard try fields.string("representation") == "raw" else {
            throw fields.wrong("representation", "raw")
        }
        pieces = try fields.each("pieces", limit: 1) { fields throws(ArchiveError) in
            Piece(
                blob: try fields.digest("blob"), offset: Int64(try fields.int("offset", 0...0)),
                size: Int64(try fields.int("size", bytes)))
        }
        guard pieces == [Piece(blob: digest, offset: 0, size: size)] else {
            throw fields.wrong("pieces", "the whole tar as one blob")
        }
    }
}
