import EdgeCore

/// Names match the pattern that an Edge demands of their kind; it would refuse others.
struct NamesRule: ContentRule {
    static let id = "names"
    static let level = Level.content

    func findings(in contents: SnapshotContents) -> [Finding] {
        contents.all.filter { !$0.kind.namePattern.accepts($0.name) }.map {
            contents.finding(
                Self.id, .finding, $0, "the name does not match \($0.kind.namePattern.text)",
                hint: "An Edge would refuse it; rename it in the policy.")
        }
    }
}
