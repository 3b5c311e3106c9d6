package import EdgeCore
package import Foundation

/// The one file that makes a snapshot exist: its config and the descriptor of its documents manifest.
package struct Commit: Sendable {
    package let config: SnapshotConfig
    package let manifest: Descriptor
    /// The bytes of the file.
    package let text: String

    /// The first 12 hexadecimal digits of the digest of the file.
    package var id: String { String(Digest(of: Data(text.utf8)).hex.prefix(12)) }

    /// Below `snapshots/<organization>/`.
    package var fileName: String { "\(Timestamp.compact(config.created))-\(id).json" }

    /// The tag of the documents manifest in the index.
    package var tag: String { "\(config.organization)-\(id)" }

    init(config: SnapshotConfig, manifest: Descriptor) throws {
        var object = try config.json().object ?? [:]
        object["manifest"] = manifest.json
        self.config = config
        self.manifest = manifest
        text = JSON.object(object).canonical + "\n"
    }

    package init(reading bytes: Data, file: String) throws(ArchiveError) {
        let json = try readJSON(bytes, file: file)
        config = try SnapshotConfig(json, file: file)
        manifest = try Descriptor(try FieldReader(json, file: file).fields("manifest"))
        text = json.canonical + "\n"
        guard bytes.elementsEqual(text.utf8) else {
            throw .damaged(file: file, reason: "it is not in the canonical form")
        }
    }

    /// Makes the commit again from the config blob of a documents manifest, byte for byte.
    package init(configData: Data, manifest: Descriptor, file: String) throws(ArchiveError) {
        let json = try readJSON(configData, file: file)
        var object = json.object ?? [:]
        object["manifest"] = manifest.json
        config = try SnapshotConfig(json, file: file)
        self.manifest = manifest
        text = JSON.object(object).canonical + "\n"
    }

    /// The config blob as it must be: the commit without the descriptor of the manifest.
    package var configData: Data {
        get throws(ArchiveError) {
            var object = try readJSON(Data(text.utf8), file: fileName).object ?? [:]
            object["manifest"] = nil
            return JSON.object(object).data
        }
    }
}

/// Reads JSON of an archive; what is no JSON is damage of that file.
func readJSON(_ bytes: Data, file: String) throws(ArchiveError) -> JSON {
    do { return try JSON(reading: bytes, limits: ArchiveLimits.json) } catch {
        throw .damaged(
            file: file, reason: [error.what, error.why].compactMap(\.self).joined(separator: ": "))
    }
}

/// One snapshot in a list.
package struct SnapshotSummary: Sendable, Hashable {
    package let id: String
    package let organization: OrganizationName
    package let created: Date
    package let source: String
    package let counts: [Kind: Int]
    package let unread: [Kind]
    /// Objects that changed each time they were read.
    package let fuzzy: [ObjectID]
    package let builds: Int
    package let missingBuilds: Int
    /// Bytes of its builds as tars.
    package let bytes: Int64

    init(_ commit: Commit) {
        let config = commit.config
        id = commit.id
        organization = config.organization
        created = config.created
        source = config.source
        counts = config.read
        unread = config.unread.keys.sorted()
        fuzzy = config.fuzzy
        builds = config.builds.count
        missingBuilds = config.missingBuilds.count
        bytes = config.builds.bytes
    }
}
