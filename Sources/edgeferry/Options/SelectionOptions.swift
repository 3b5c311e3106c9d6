import ArgumentParser
import EdgeReplay

/// What of an archive a command is about, and what may be done with it.
struct SelectionOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("YAML file: what a replay may do (Templates/policy.yml).", valueName: "file"))
    var policy: String?

    @Option(
        help: ArgumentHelp(
            "Only this object and all that it refers to, as app/Tide or 'app/*'; can be given several times.",
            valueName: "kind/name"))
    var only: [String] = []

    func validate() throws {
        for text in only where ObjectPattern(text) == nil {
            throw ValidationError("--only takes a kind and a name, as app/Tide, and not '\(text)'.")
        }
    }

    /// The policy file with what was asked for; nil when neither was given.
    func policyOrNone() throws -> Policy? {
        guard policy != nil || !only.isEmpty else { return nil }
        var read = try policy.map { try Policy(path: $0) } ?? Policy()
        read.include += only.compactMap { ObjectPattern($0) }
        return read
    }
}
