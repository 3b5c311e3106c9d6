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

    var data: Data {
        let json: JSON = [
            "place": .string(provenance.place.description), "mark": .string(provenance.mark),
            "sha256": .string(digest.description), "size": .int(size),
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
            let digest = json["sha256"]?.string.flatMap({ Digest($0) }), let size = json["size"]?.int
        else { return nil }
        return ProvenanceNote(provenance: provenance, digest: digest, size: Int64(size))
    }
}
