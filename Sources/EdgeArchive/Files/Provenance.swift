import EdgeCore
import Foundation

/// Where the bytes of a build were read, and a mark that changes when they do.
package struct Provenance: Sendable, Hashable {
    /// The digest of the path or address: an address can hold a key, so it is not kept in clear.
    let place: Digest
    let mark: String

    /// A file: its size, modification time and inode.
    package init(file path: String) throws(ArchiveError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .file(path: path, doing: "read", code: errno) }
        place = Digest(of: Data(path.utf8))
        let time = status.st_mtim
        mark = "\(status.st_size) \(time.tv_sec).\(time.tv_nsec) \(status.st_dev) \(status.st_ino)"
    }

    /// An address: its strong ETag and size; nil without one, for then nothing says whether it changed.
    package init?(url: String, etag: String?, size: Int64?) {
        guard let etag, etag.hasPrefix("\"") else { return nil }
        place = Digest(of: Data(url.utf8))
        mark = "\(size ?? -1) \(etag)"
    }
}

/// What was learned of a build's bytes when they were last read; a note in `work/`, worth a download.
struct ProvenanceNote {
    let provenance: Provenance
    let digest: Digest
    let size: Int64
    /// The manifest of the build as the store has it.
    let manifest: Descriptor

    var data: Data {
        let json: JSON = [
            "place": .string(provenance.place.description), "mark": .string(provenance.mark),
            "sha256": .string(digest.description), "size": .int(size),
            "manifest": manifest.json,
        ]
        return json.data
    }

    /// The digest and size of the noted bytes if they came from the same place with the same mark.
    ///
    /// A note that is missing or unreadable is no error: the build is then read again.
    static func read(_ path: String, for provenance: Provenance) -> ProvenanceNote? {
        guard let bytes = try? StoredFile.read(path, limit: 1 << 16),
            let json = try? JSON(reading: bytes), json["mark"]?.string == provenance.mark,
            json["place"]?.string == provenance.place.description,
            let fields = try? FieldReader(json, file: path), let digest = try? fields.digest("sha256"),
            let size = try? fields.int("size", 0...Int(ArchiveLimits.buildBytes)),
            let manifest = try? Descriptor(try fields.fields("manifest"))
        else { return nil }
        return ProvenanceNote(
            provenance: provenance, digest: digest, size: Int64(size), manifest: manifest)
    }
}

extension Store {
    /// The recipe of the bytes that a note is about and the blobs that hold them; nil unless all are there and none is damaged.
    ///
    /// A blob that is missing or cut is no error: the build is then read again.
    func stored(_ note: ProvenanceNote, avoiding damaged: Set<Digest>) -> (
        recipe: Recipe, bytes: [Descriptor]
    )? {
        guard let manifest = try? manifest(note.manifest, type: ArchiveFormat.buildType),
            let layer = manifest.layers.first(where: { $0.mediaType == ArchiveFormat.recipeType }),
            let json = try? readJSON(try read(layer), file: layout.blob(layer.digest)),
            let recipe = try? Recipe(json, file: layout.blob(layer.digest)),
            recipe.digest == note.digest, recipe.size == note.size,
            ([note.manifest] + manifest.blobs).allSatisfy({
                !damaged.contains($0.digest) && (try? check($0)) != nil
            })
        else { return nil }
        return (recipe, manifest.layers.filter { recipe.blobs.contains($0.digest) })
    }
}
