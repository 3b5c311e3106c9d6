import EdgeCore
import Foundation

extension Store {
    /// Leaves a note of a validation, and removes those that say nothing beside it.
    /// - Throws: `ArchiveError.sealed`, or `.file` when nothing can be written here: nobody needs the note for the verdict.
    package func leave(_ note: ValidationNote) throws(ArchiveError) {
        let layout = try writable()
        let older = validationNotes()
        try DurableFile.makeDirectory(layout.path(Layout.validated))
        let path = layout.path("\(Layout.validated)/\(note.fileName)")
        try DurableFile.write(note.json.data, to: path, by: path + ".partial")
        let existing = Set(try commitFiles().map(\.id))
        for (name, other) in older where note.supersedes(other, among: existing) && name != note.fileName {
            // Another validation may have removed it.
            unlink(layout.path("\(Layout.validated)/\(name)"))
        }
    }

    /// What validations said last of each snapshot, by its id; of a sealed archive nothing.
    package func validations() -> [String: ValidationHistory] {
        let notes = validationNotes().map(\.note).sorted { ($1.time, $1.depth) < ($0.time, $0.depth) }
        var histories: [String: ValidationHistory] = [:]
        for note in notes {
            for (id, verdict) in note.snapshots {
                histories[id, default: ValidationHistory()].add(note.time, note.depth, verdict)
            }
        }
        return histories
    }

    /// Ids of snapshots that the last word of validation calls damaged.
    func snapshotsFoundDamaged() -> Set<String> {
        Set(validations().filter { $0.value.entries.contains { $0.verdict == .damaged } }.keys)
    }

    /// Blobs that a validation found damaged or lost and that were not written since: nothing new may rely on them.
    func blobsKnownDamaged() -> Set<Digest> {
        var damaged: Set<Digest> = []
        for note in validationNotes().map(\.note) {
            for file in note.damaged where file.hasPrefix(Layout.blobs + "/") {
                var status = stat()
                guard let digest = Digest(file.dropFirst(Layout.blobs.count + 1)) else { continue }
                // A note says whole seconds.
                if stat(layout.path(file), &status) == 0,
                    Double(status.st_mtim.tv_sec) > note.time.timeIntervalSince1970
                {
                    continue
                }
                damaged.insert(digest)
            }
        }
        return damaged
    }

    /// What cannot be read is no note.
    private func validationNotes() -> [(name: String, note: ValidationNote)] {
        let names = (try? files.names(in: Layout.validated)) ?? []
        return names.suffix(ArchiveLimits.notes).compactMap { name in
            guard name.hasSuffix(".json"),
                let bytes = try? files.read("\(Layout.validated)/\(name)", limit: ArchiveLimits.small),
                let note = (try? JSON(reading: bytes)).flatMap({ ValidationNote($0) })
            else { return nil }
            return (name, note)
        }
    }
}
