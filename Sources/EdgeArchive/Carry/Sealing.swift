package import EdgeCore
package import EdgeTar
import Foundation

/// One snapshot as one tar: a whole store in itself, the same bytes every time.
package struct Sealing: Sendable {
    /// A member whose bytes are at hand.
    private struct SmallMember {
        let path: String
        let bytes: Data
    }

    package let archive: Archive
    private let small: [SmallMember]
    /// Ascending by their names.
    private let blobs: [Descriptor]

    /// Files of the tar.
    package var count: Int { small.count + blobs.count }

    /// Bytes of its files.
    package var bytes: Int64 {
        blobs.reduce(small.reduce(0) { $0 + Int64($1.bytes.count) }) { $0 + $1.size }
    }

    /// Reads every small file that goes in; nothing is written.
    package init(_ archive: Archive) throws(ArchiveError) {
        let (store, commit) = (archive.store, archive.commit)
        let ferry = try store.ferry()
        self.archive = archive
        blobs = try store.blobs(of: commit)
        let texts = try ferry.texts.sorted { precedes($0.key, $1.key) }.map {
            name, digest throws(ArchiveError) in
            SmallMember(path: name, bytes: try Self.text(name, digest, of: store))
        }
        small =
            [
                SmallMember(path: Layout.ociLayout, bytes: Data(ArchiveFormat.ociLayout.utf8)),
                SmallMember(path: Layout.ferry, bytes: Data(ferry.text.utf8)),
            ] + texts + [
                SmallMember(path: Layout.index, bytes: Views.index([archive])),
                SmallMember(
                    path: Layout.sums, bytes: Views.sums([commit], needing: blobs.map(\.digest), ferry)),
                SmallMember(path: Layout.commit(commit), bytes: Data(commit.text.utf8)),
            ]
    }

    private static func text(_ name: String, _ digest: Digest, of store: Store) throws(ArchiveError) -> Data {
        let text = try store.files.read(name, limit: ArchiveLimits.small)
        guard Digest(of: text) == digest else {
            throw .damaged(
                file: store.layout.path(name), reason: "it is not the text that ferry.json names")
        }
        return text
    }

    /// Writes the members in their order; every blob is held against its digest on the way.
    ///
    /// Blocks. Does not end the tar: the caller does when this did not throw.
    package func write(to tar: inout TarWriter, _ cancellation: Cancellation, _ meter: Meter) throws {
        meter.begin("sealing")
        meter.expect(bytes: bytes, objects: count)
        for member in small {
            try tar.addFile(member.path, bytes: member.bytes)
            meter.add(bytes: Int64(member.bytes.count), objects: 1)
        }
        let store = archive.store
        for blob in blobs {
            let verified = VerifiedSource(
                source: try store.slice(blob), digest: blob.digest, file: store.layout.blob(blob.digest))
            let source = WatchedSource(source: verified, cancellation: cancellation, meter: meter)
            try tar.addFile(Layout.blob(blob.digest), from: source)
            meter.add(objects: 1)
        }
    }
}
