import EdgeArchive
import EdgeCore

/// What documents and builds refer to is in the same snapshot: roles of users, deployments of apps, apps of builds.
///
/// References to a kind that was not read cannot be checked, which is a note.
struct ReferencesRule: ContentRule {
    static let id = "references"
    static let level = Level.content

    func findings(in contents: SnapshotContents) -> [Finding] {
        let known = Set(contents.all.map(\.id))
        let table = FieldTable(contents.dialect)
        var unchecked: Set<Kind> = []
        var findings: [Finding] = []
        for document in contents.all {
            for reference in table.references(of: document) where !known.contains(reference) {
                guard contents.documents[reference.kind] != nil else {
                    unchecked.insert(reference.kind)
                    continue
                }
                findings.append(
                    contents.finding(
                        Self.id, .finding, document, "it refers to \(reference), which is not there"))
            }
        }
        findings += unreadable(in: contents)
        let apps = contents.documents[.app] == nil ? nil : Set((contents.documents[.app] ?? []).map(\.name))
        for build in contents.archive.builds {
            guard let apps, !apps.contains(build.app.text) else { continue }
            findings.append(
                Finding(
                    Self.id, .finding, objects: [build.name, contents.name],
                    "it belongs to app/\(build.app), which is not there"))
        }
        return findings
            + unchecked.sorted().map {
                Finding(
                    Self.id, .note, objects: [contents.name],
                    "references to \($0.plural) cannot be checked: they are not in the snapshot")
            }
    }

    /// References in another shape than the dialect says refer to nothing, and would be lost in silence.
    private func unreadable(in contents: SnapshotContents) -> [Finding] {
        let dialect = contents.dialect
        let shape = DocumentShape(dialect)
        let fields: [Kind: String] = [.user: dialect.users.roles, .app: dialect.apps.deployments]
        return contents.all.compactMap { document in
            guard let field = fields[document.kind], let value = document.fields[field],
                shape.names(value, of: document.kind) == nil
            else { return nil }
            return contents.finding(
                Self.id, .finding, document, at: "/\(field)",
                "it has another shape than the snapshot's dialect says")
        }
    }
}
