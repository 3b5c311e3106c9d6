import EdgeArchive
import EdgeCore
import Foundation

/// The SHA-256 of every blob is its name; this reads every stored byte, on all cores.
///
/// A blob that does not match is read a second time. If both readings differ, the disk or the memory is to blame
/// and the verdict is unknown.
struct BlobBytesRule: StoreRule {
    static let id = "blob-bytes"
    static let level = Level.bytes

    func findings(in survey: StoreSurvey) async throws -> [Finding] {
        let blobs = survey.storedBlobs
        survey.meter.begin("checking stored bytes")
        survey.meter.expect(bytes: blobs.reduce(0) { $0 + $1.size }, objects: blobs.count)
        let cores = ProcessInfo.processInfo.activeProcessorCount
        return try await mapBounded(blobs, limit: cores) { blob in
            try await blocking("bytes") { cancellation in
                try judge(blob.digest, survey, cancellation)
            }
        }.compactMap(\.self)
    }

    private func judge(
        _ name: Digest, _ survey: StoreSurvey, _ cancellation: Cancellation
    ) throws -> Finding? {
        let users = survey.blobs[name]?.users.sorted() ?? []
        do {
            let source = try survey.store.files.slice(Layout.blob(name))
            let first = try StoredFile.digest(of: source, cancellation) {
                survey.meter.add(bytes: Int64($0.count))
            }
            survey.meter.add(objects: 1)
            if first == name { return nil }
            source.forgetCached()
            let second = try StoredFile.digest(of: source, cancellation)
            guard first == second else {
                return Finding(
                    Self.id, .unknown, file: Layout.blob(name), objects: users,
                    "two readings gave different bytes", hint: "Check the disk and the memory.")
            }
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return Finding(Self.id, error, in: survey.layout, objects: users)
        }
        // With a damaged commit or manifest nobody can say that no snapshot needs it.
        let isSpare = users.isEmpty && survey.isReadable
        return Finding(
            Self.id, isSpare ? .note : .damage, file: Layout.blob(name), objects: users,
            isSpare
                ? "its SHA-256 is not its name, and no snapshot needs it" : "its SHA-256 is not its name",
            hint: isSpare
                ? nil : "Whatever does not depend on it can be restored; take a new snapshot to replace it.")
    }
}

extension FileSlice {
    /// Asks the kernel to drop its copy, so that the next reading is one of the disk.
    func forgetCached() {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        posix_fadvise(descriptor, off_t(offset), off_t(size), POSIX_FADV_DONTNEED)
        close(descriptor)
    }
}
