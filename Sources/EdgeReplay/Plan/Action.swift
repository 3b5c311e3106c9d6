package import EdgeCore

/// One call of a plan, or the reason why there is none.
package struct Action: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        case create
        case update
        /// A build is sent.
        case upload
        /// The target fetches a build by itself.
        case pull
        /// The target's own work on a build is waited for.
        case wait
        case skip
        case conflict
        /// Left out by a rule.
        case left
    }

    /// Why nothing is to be done for an object.
    package enum Verdict: String, Sendable, CaseIterable {
        /// The target has it, and it is equal.
        case equal
        /// The journal knows which build of the target it became.
        case bound
        /// The target has a build with the same label and size; nobody compared the bytes.
        case unchecked
        /// It differs, and the policy says `skip`.
        case differs
        /// A safety rule, or a word of the policy, leaves it out.
        case rule
        /// A secret that it needs, itself or through another object, is waived.
        case waived
        /// It cannot be done without harm; a person has to look.
        case held
    }

    /// The same for the same archive, target and policy: `create role/Managers`.
    package let id: String
    package let kind: Kind
    package let object: PlannedObject
    package var method: String?
    package var path: String?
    /// With slots where secrets belong.
    package var body: JSONObject?
    package var precondition = Precondition()
    package var reason: String?
    package var verdict: Verdict?

    package init(_ verb: String, _ kind: Kind, _ object: PlannedObject) {
        id = "\(verb) \(object)"
        self.kind = kind
        self.object = object
    }

    init(id: String, kind: Kind, object: PlannedObject) {
        self.id = id
        self.kind = kind
        self.object = object
    }

    /// True when the executor has something to do for it.
    package var isWork: Bool {
        switch kind {
        case .create, .update, .upload, .pull, .wait: true
        case .skip, .conflict, .left: false
        }
    }

    /// The places whose secrets go into the call.
    package var secrets: [SecretReference] {
        guard let body else { return [] }
        return Slots(of: object.description).references(in: .object(body))
    }
}

/// What must hold just before the call.
package struct Precondition: Sendable, Hashable {
    /// Objects that the call refers to; when one of them failed, the call is not made.
    package var needs: [String] = []
    /// The target does not have the object.
    package var isAbsent = false
    /// The target's object is still the one that was planned with.
    package var unchanged: Digest?
    /// The app is registered with exactly these deployments (the gate).
    package var deployments: [String]?
    /// The target holds exactly these deployments: of an app that publishes to all of them.
    package var everyDeployment: [String]?
    /// The action whose work is waited for.
    package var after: String?

    package init() {}
}
