import EdgeCore

extension SecretsFile {
    /// Where every secret of a plan is the same made-up text, for an Edge that is nobody's.
    package static func madeUp(for plan: Plan, waived: Set<SecretReference>) -> (
        file: SecretsFile, environment: [String: String]
    ) {
        let name = "MADE_UP"
        var file = SecretsFile()
        file.waived = waived
        for reference in plan.secrets { file.sources[reference] = .env(name) }
        return (file, [name: "made-up"])
    }
}
