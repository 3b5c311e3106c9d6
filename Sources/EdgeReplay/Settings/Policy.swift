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

    /// What the replay is about, with all that it refers to; everything when empty.
    package var include: [ObjectPattern] = []
    package var exclude: [ObjectPattern] = []
    /// Other names on the target; references follow.
    package var rename: [ObjectID: String] = [:]
    /// Where each name stands in the file, by section and name, for errors.
    var lines: [String: Int] = [:]

    package init() {}

    package func onConflict(_ kind: Kind) -> OnConflict { onConflict[kind] ?? .fail }
}
