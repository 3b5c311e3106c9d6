import EdgeCore

/// Names match the pattern that an Edge demands of their kind, and its longest name; it would refuse others.
struct NamesRule: ContentRule {
    static let id = "names"
    static let level = Level.content

    func findings(in contents: SnapshotContents) -> [Finding] {
        let hint = "An Edge would refuse it; rename it in the policy."
        let longest = contents.dialect.limits.longestName
        return contents.all.compactMap { document in
            guard document.kind.namePattern.accepts(document.name) else {
                return contents.finding(
                    Self.id, .finding, document, "the name does not match \(document.kind.namePattern.text)",
                    hint: hint)
            }
            guard document.name.count <= longest else {
                return contents.finding(
                    Self.id, .finding, document,
                    "the name is longer than the \(longest) characters of the snapshot's dialect", hint: hint)
            }
            return nil
        }
    }
}
