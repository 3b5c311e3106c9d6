package import EdgeCore

/// What a replay may do, in the operator's words; `Templates/policy.yml` explains each line.
package struct Policy: Sendable {
    /// What happens to an object that the target has and that differs.
    package enum OnConflict: String, Sendable, CaseIterable {
        /// Every conflict is named before the first write, and nothing is written.
        case fail
        /// The target's object stays as it is; the run ends with findings.
        case skip
        case update
    }

    package enum Users: String, Sendable, CaseIterable {
        /// Human users are counted as left out by rule.
        case list
        /// Human users are created; the Edge sends each an invitation.
        case invite
    }

    package enum Subscriptions: String, Sendable, CaseIterable {
        case off
        /// Subscriptions are created; their receivers get the events of the target.
        case create
    }

    package enum AppsWithoutDeployments: String, Sendable, CaseIterable {
        case refuse
        /// Such an app publishes to every deployment of the target, which must be exactly the planned ones.
        case all
    }

    package var onConflict: [Kind: OnConflict] = [:]
    package var users = Users.list
    package var subscriptions = Subscriptions.off
    package var appsWithoutDeployments = AppsWithoutDeployments.refuse
    /// Deployments that may have the same origin as on the source.
    package var allowSameOrigin: Set<String> = []
    /// JSON merge patches that are applied to documents before anything is planned.
    package var overlays: [ObjectID: JSON] = [:]

    package init() {}

    package func onConflict(_ kind: Kind) -> OnConflict { onConflict[kind] ?? .fail }
}

extension Policy {
    /// Reads a policy file.
    /// - Throws: `CoreError` with every problem of the file at once.
    package init(path: String) throws { try self.init(SettingsReader(path: path)) }

    package init(yaml text: String, file: String) throws {
        try self.init(SettingsReader(yaml: text, file: file))
    }

    private init(_ reader: SettingsReader) throws {
        let top = reader.top
        readConflicts(top)
        users = top.choice("users", Users.self) ?? .list
        subscriptions = top.choice("subscriptions", Subscriptions.self) ?? .off
        appsWithoutDeployments =
            top.choice("appsWithoutDeployments", AppsWithoutDeployments.self) ?? .refuse
        allowSameOrigin = Set(top.strings("allowSameOrigin") ?? [])
        for entry in top.section("overlays").entries {
            guard let id = ObjectID(entry.key) else {
                top.problem("\(quoted(entry.key)) is no object; write kind/name", line: entry.line)
                continue
            }
            guard case .map = entry.node.value else {
                top.problem("the overlay of \(id) must be a map", line: entry.line)
                continue
            }
            overlays[id] = entry.node.json
        }
        top.close()
        try reader.finish()
    }

    /// One word for all kinds, or a map of kinds.
    private mutating func readConflicts(_ top: SettingsSection) {
        if case .string? = top.node("onConflict")?.value {
            guard let word = top.choice("onConflict", OnConflict.self) else { return }
            for kind in Kind.allCases { onConflict[kind] = word }
            return
        }
        let section = top.section("onConflict")
        for kind in Kind.allCases {
            onConflict[kind] = section.choice(kind.rawValue, OnConflict.self)
        }
        section.close()
    }

    /// Names in the policy that the contents do not have, with the nearest known one.
    func unknownNames(in contents: Contents) -> [String] {
        let known = Set(contents.documents.values.joined().map(\.id.description))
        let asked =
            overlays.keys.map { ("overlays", $0.description) }
            + allowSameOrigin.map { ("allowSameOrigin", "deployment/\($0)") }
        return asked.filter { !known.contains($0.1) }.map { place, name in
            let near = nearest(to: name, among: known).map { ", did you mean \(quoted($0))?" } ?? ""
            return "\(place): the archive has no \(quoted(name))\(near)"
        }.sorted()
    }
}
