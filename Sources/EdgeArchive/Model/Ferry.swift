package import EdgeCore

/// The file that makes a directory a store: format, required features, store id, and its own digest.
package struct Ferry: Sendable, Hashable {
    package let version: String
    package let requires: [String]
    package let store: String
    /// The digests of the texts that the store carries for people, by their names in it.
    package let texts: [String: Digest]
    /// The bytes of the file: canonical JSON and a line end; `sha256` is the digest of the same object without it.
    package let text: String

    /// The file of a new store, which carries what this release does.
    init(store: String) {
        version = ArchiveFormat.version
        requires = []
        self.store = store
        texts = CarriedTexts.all.mapValues { Digest(of: $0) }
        var rest: JSONObject = [
            "format": .string(version), "requires": .strings(requires), "store": .string(store),
            "writer": "edgeferry",
            "texts": .object(JSONObject(texts.map { (key: $0.key, value: .string($0.value.description)) })),
        ]
        rest["sha256"] = .string(Digest(of: JSON.object(rest).data).description)
        text = JSON.object(rest).canonical + "\n"
    }

    package init(reading bytes: some Collection<UInt8>, file: String) throws(ArchiveError) {
        let json: JSON
        do { json = try JSON(reading: bytes, limits: ArchiveLimits.json) } catch {
            throw .damaged(file: file, reason: error.why ?? error.what)
        }
        let fields = try FieldReader(json, file: file)
        var rest = json.object ?? [:]
        rest["sha256"] = nil
        // A later minor version may have members that are unknown here; they are part of the text.
        text = json.canonical + "\n"
        guard try fields.digest("sha256") == Digest(of: JSON.object(rest).data),
            bytes.elementsEqual(text.utf8)
        else { throw .damaged(file: file, reason: "it does not match its own digest") }
        version = try fields.string("format")
        requires = try fields.strings("requires", limit: 100)
        store = try fields.string("store")
        let named = try fields.fields("texts")
        var texts: [String: Digest] = [:]
        for name in CarriedTexts.all.keys { texts[name] = try named.digest(name) }
        self.texts = texts
        try Self.check(version: version, requires: requires, file: file)
    }

    /// - Throws: `ArchiveError.unknownFormat` for a version or a feature that this reader does not know.
    static func check(version: String, requires: [String], file: String) throws(ArchiveError) {
        let unknown = requires.filter { !ArchiveFormat.knownFeatures.contains($0) }
        guard ArchiveFormat.reads(version), unknown.isEmpty else {
            throw .unknownFormat(file: file, version: version, features: unknown)
        }
    }
}
