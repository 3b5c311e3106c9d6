import EdgeCore

/// The secrets file that a plan needs, for a person to fill in: where each secret is used, why it is missing, how to
/// supply it.
package struct SecretsTemplate: Sendable {
    private let plan: Plan
    private let manifest: SecretManifest

    package init(_ plan: Plan, _ manifest: SecretManifest) {
        self.plan = plan
        self.manifest = manifest
    }

    /// A secrets file in YAML; it is valid as it is, and names environment variables that are to be set.
    package var text: String {
        var lines = [
            "# The secrets that a replay of snapshot \(plan.snapshot) into \(plan.target.organization) sends. An Edge gives no secret",
            "# back, so the archive does not hold them. Say for each where to find it, never the secret itself:",
            "# { env: NAME }, { file: PATH } or { command: [PROGRAM, ARGUMENT] }.", "",
        ]
        let sent = manifest.entries.filter { $0.state != .made }
        lines.append(sent.isEmpty ? "secrets: {}" : "secrets:")
        var last: String?
        for entry in sent {
            if entry.action.id != last {
                lines.append(
                    "  # \(entry.action.id): \(entry.action.method ?? "") \(entry.action.path ?? "")")
                lines.append("  \(Self.key(entry.reference.object)):")
                last = entry.action.id
            }
            if let reason = entry.reason { lines.append("    # missing: \(reason)") }
            lines.append(
                "    \(Self.key(entry.reference.place.description)): { env: \(Self.variable(entry.reference)) }"
            )
        }
        let made = manifest.entries.filter { $0.state == .made }
        if !made.isEmpty {
            lines += [
                "",
                "# Made by the target, and written to JOURNAL.keys during the replay; nothing to fill in:",
            ]
            lines += made.map { "#   \($0.reference.object)" }
        }
        lines += [
            "",
            "# Secrets to do without, whatever stands above: their objects, and what depends on them, are left out.",
            "# waive:",
        ]
        lines += sent.map { "#   - \(Self.key($0.reference.description))" }
        lines += [
            "waive: []"
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
