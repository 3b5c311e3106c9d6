import EdgeArchive
import EdgeCore

/// The documents of every kind that was read can be decoded, are sorted, and are as many as the commit says.
///
/// Kinds that the source did not give, builds that no source had, and objects that changed each time they were read
/// are notes: the snapshot says so itself, and what it holds is whole.
struct DocumentsRule: ContentRule {
    static let id = "documents"
    static let level = Level.content

    func findings(in contents: SnapshotContents) -> [Finding] {
        let layout = contents.archive.store.layout
        let broken = contents.failures.map {
            Finding(Self.id, $0.error, in: layout, objects: [$0.kind.plural, contents.name])
        }
        let unread = contents.archive.unread.sorted { $0.key < $1.key }.map {
            Finding(
                Self.id, .note, objects: [$0.key.plural, contents.name],
                "the source did not give them: \(quoted($0.value.reason))",
                hint: "Take a snapshot with an account that may read them.")
        }
        let missing = contents.archive.missingBuilds.map {
            Finding(
                Self.id, .note, objects: [$0.name, contents.name],
                "the snapshot was taken without this build: \(quoted($0.reason))")
        }
        let fuzzy = contents.archive.config.fuzzy.map {
            Finding(
                Self.id, .note, objects: [$0.description, contents.name],
                "it changed each time the source was read: this may be no state that it ever had",
                hint: "Take a snapshot while nobody changes it.")
        }
        return broken + unread + missing + fuzzy
    }
}
