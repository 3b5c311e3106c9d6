import EdgeCore

/// No document holds a secret: masking it once more takes nothing out.
struct SecretsRule: ContentRule {
    static let id = "secrets"
    static let level = Level.content

    func findings(in contents: SnapshotContents) -> [Finding] {
        let mask = Mask(contents.dialect)
        return contents.all.flatMap { document in
            mask.apply(to: document).places.map {
                contents.finding(
                    Self.id, .finding, document, at: $0.description, "a secret is stored here",
                    hint: "Change that secret, and remove this snapshot.")
            }
        }
    }
}
