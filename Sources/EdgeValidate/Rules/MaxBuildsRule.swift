import EdgeArchive
import EdgeCore

/// The number of builds that an app keeps is a whole number of at least 1, and not below what the snapshot holds.
///
/// With more builds than that a replay would push its own first builds out.
struct MaxBuildsRule: ContentRule {
    static let id = "max-builds"
    static let level = Level.content

    func findings(in contents: SnapshotContents) -> [Finding] {
        let field = contents.dialect.apps.maxBuilds
        let held = Dictionary(grouping: contents.archive.builds, by: \.app.text).mapValues(\.count)
        return (contents.documents[.app] ?? []).compactMap { app in
            guard let value = app.fields[field], !value.isNull else { return nil }
            guard let most = value.int, most >= 1 else {
                return contents.finding(
                    Self.id, .finding, app, at: "/\(field)",
                    "it is \(quoted(value.canonical, limit: 40)) and not a number of at least 1")
            }
            guard let count = held[app.name], count > most else { return nil }
            return contents.finding(
                Self.id, .finding, app, at: "/\(field)",
                "the app keeps \(most) builds, and the snapshot holds \(count)")
        }
    }
}
