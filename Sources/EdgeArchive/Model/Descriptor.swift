package import EdgeCore

/// An OCI descriptor: which blob, how long, and what is in it.
package struct Descriptor: Sendable, Hashable {
    package let mediaType: String
    package let digest: Digest
    package let size: Int64
    /// The artifact type, when the blob is a manifest of an index.
    package var artifactType: String?
    package var annotations: [String: String] = [:]

    package init(mediaType: String, digest: Digest, size: Int64) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
    }

    package var json: JSON {
        var object: JSONObject = [
            "mediaType": .string(mediaType), "digest": .string(digest.description), "size": .int(size),
        ]
        object["artifactType"] = artifactType.map(JSON.string)
        if !annotations.isEmpty {
            object["annotations"] = .object(
                JSONObject(annotations.map { (key: $0.key, value: JSON.string($0.value)) }))
        }
        return .object(object)
    }

    init(_ fields: FieldReader) throws(ArchiveError) {
        mediaType = try fields.string("mediaType")
        digest = try fields.digest("digest")
        size = Int64(try fields.int("size", 0...Int(ArchiveLimits.buildBytes)))
        artifactType = try fields.optionalString("artifactType")
        if let given = try fields.optionalMap("annotations") {
            for (key, value) in given.members { annotations[key] = value.string }
        }
    }
}
