package import EdgeCore

/// How the tar of one build is stored.
package struct Recipe: Sendable, Hashable {
    package enum Representation: Sendable, Hashable {
        /// The whole tar is the blob of its own digest.
        case raw
        /// The tar is put together from packs, as the blob of pieces says.
        case chunked(packs: [Digest], pieces: Digest)
    }

    package let app: AppName
    package let number: SourceBuild
    package let label: String?
    package let size: Int64
    /// The digest of the whole tar.
    package let digest: Digest
    package let representation: Representation

    package init(
        _ app: AppName, _ number: SourceBuild, label: String?, size: Int64, digest: Digest,
        _ representation: Representation
    ) {
        self.app = app
        self.number = number
        self.label = label
        self.size = size
        self.digest = digest
        self.representation = representation
    }

    /// Every blob that holds bytes of the build.
    package var blobs: [Digest] {
        switch representation {
        case .raw: [digest]
        case .chunked(let packs, let pieces): [pieces] + packs
        }
    }

    package var json: JSON {
        var object: JSONObject = [
            "app": .string(app.text), "build": .int(number.value), "label": .optional(label),
            "size": .int(size), "sha256": .string(digest.description),
        ]
        switch representation {
        case .raw: object["representation"] = "raw"
        case .chunked(let packs, let pieces):
            object["representation"] = "chunked"
            object["packs"] = .strings(packs.map(\.description))
            object["pieces"] = .string(pieces.description)
        }
        return .object(object)
    }

    package init(_ json: JSON, file: String) throws(ArchiveError) {
        let fields = try FieldReader(json, file: file)
        app = try fields.name("app")
        number = SourceBuild(try fields.int("build", 0...Int(Int32.max)))
        label = try fields.optionalString("label")
        size = Int64(try fields.int("size", 0...Int(ArchiveLimits.buildBytes)))
        digest = try fields.digest("sha256")
        switch try fields.string("representation") {
        case "raw": representation = .raw
        case "chunked":
            var packs: [Digest] = []
            for text in try fields.strings("packs", limit: ArchiveLimits.layers) {
                guard text.hasPrefix("sha256:"), let pack = Digest(text) else {
                    throw fields.wrong("packs", "a list of digests")
                }
                packs.append(pack)
            }
            guard Set(packs).count == packs.count else {
                throw fields.wrong("packs", "a list without doubles")
            }
            representation = .chunked(packs: packs, pieces: try fields.digest("pieces"))
        default: throw fields.wrong("representation", "raw or chunked")
        }
    }
}
