import EdgeCore

/// The secrets file that a plan needs, for a person to fill in: where each secret is used, why it is missing, how to
/// supply it.
package struct SecretsTemplate: Sendable {
    private let plan: Plan
    /// Places that cannot be had with the secrets file of this run, and why.
    private let missing: [String: String]

    package init(_ plan: Plan, missing: [MissingSecret]) {
        self.plan = plan
        self.missing = Dictionary(missing.map { ($0.reference.description, $0.reason) }) { first, _ in first }
    }

    /// A secrets file in YAML; it is valid as it is, and names environment variables that are to be set.
    package var text: String {
        var lines = [
            "# The secrets that a replay of snapshot \(plan.snapshot) into \(plan.target.organization) sends. An Edge gives no secret",
            "# back, so the archive does not hold them. Say for each where to find it, never the secret itself:",
            "# { env: NAME }, { file: PATH } or { command: [PROGRAM, ARGUMENT] }.", "",
        ]
        let used = plan.actions.filter { $0.object.kind != "build" && !$0.secrets.isEmpty }
        lines.append(used.isEmpty ? "secrets: {}" : "secrets:")
        for action in used {
            lines.append("  # \(action.id): \(action.method ?? "") \(action.path ?? "")")
            lines.append("  \(Self.key(action.object.description)):")
            for reference in action.secrets {
                if let reason = missing[reference.description] { lines.append("    # missing: \(reason)") }
                lines.append(
                    "    \(Self.key(reference.place.description)): { env: \(Self.variable(reference)) }")
            }
        }
        let made = plan.actions.filter { action in
            action.kind == .create && ["user", "subscription"].contains(action.object.kind)
        }
        if !made.isEmpty {
            lines += [
                "",
                "# Made by the target, and written to JOURNAL.keys during the replay; nothing to fill in:",
            ]
            lines += made.map { "#   \($0.object)" }
        }
        lines += [
            "", "# Places that may stay without their secret; the field is then left out of the call:",
            "waive: []",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    /// A key of YAML: quoted, since names may hold brackets and spaces.
    private static func key(_ text: String) -> String { JSON.string(text).canonical }

    /// `deployment/europe#/origin/secretAccessKey` → `DEPLOYMENT_EUROPE_ORIGIN_SECRETACCESSKEY`
    private static func variable(_ reference: SecretReference) -> String {
        let words = reference.description.uppercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        return words.joined(separator: "_")
    }
}
