package import EdgeCore
package import EdgeJournal

/// Makes a plan out of what is in an archive and what is on a target; a function of values, without any I/O.
package struct Planner: Sendable {
    let policy: Policy
    let dialect: Dialect
    let bodies: Bodies
    private let comparison: Comparison
    private let fingerprint: Fingerprint
    private let shape: DocumentShape
    private let mask: Mask
    private let isRehearsal: Bool
    let isPulling: Bool
    private let waived: Set<SecretReference>

    /// - Parameter waived: Secrets that are done without, in names of the target.
    package init(
        _ policy: Policy, dialect: Dialect, isPulling: Bool = false, isRehearsal: Bool = false,
        waived: Set<SecretReference> = []
    ) {
        self.policy = policy
        self.dialect = dialect
        self.isPulling = isPulling
        self.isRehearsal = isRehearsal
        self.waived = waived
        bodies = Bodies(dialect)
        comparison = Comparison(dialect)
        fingerprint = Fingerprint(dialect)
        shape = DocumentShape(dialect)
        mask = Mask(dialect)
    }

    /// The plan; conflicts under `fail` are actions of it.
    /// - Parameters:
    ///   - bindings: What builds became in earlier runs.
    ///   - made: Objects that earlier runs made.
    /// - Throws: `ReplayError` when a rule forbids the whole.
    package func plan(
        _ contents: Contents, onto inventory: Inventory, bindings: [Binding] = [], made: Set<String> = [],
        url: String, organization: OrganizationName
    ) throws -> Plan {
        let problems = policy.problems(in: contents)
        guard problems.isEmpty else { throw ReplayError.policyDoesNotFit(problems) }
        let renaming = Renaming(policy, dialect)
        let rules = LeaveRules(
            policy: policy, dialect: dialect, account: inventory.account,
            selection: Selection(contents.documents.values.joined(), policy, dialect).renamed(renaming))
        let renamed = renaming.contents(contents)
        var plan = try Planner(self, policy: renaming.policy(policy)).plan(
            renamed, rules, onto: inventory, bindings, url: url, organization: organization)
        let surplus = Surplus(renamed, inventory, rules, dialect)
        plan.others = surplus.others
        plan.goneAtSource = surplus.gone(made: made, bindings: bindings)
        return plan
    }

    /// The same planner with a policy in the names of the target.
    private init(_ planner: Planner, policy: Policy) {
        self.init(
            policy, dialect: planner.dialect, isPulling: planner.isPulling, isRehearsal: planner.isRehearsal,
            waived: planner.waived)
    }

    private func plan(
        _ contents: Contents, _ rules: LeaveRules, onto inventory: Inventory, _ bindings: [Binding],
        url: String, organization: OrganizationName
    ) throws -> Plan {
        let wanted = Wanted(contents, policy, mask)
        let selected = wanted.only { rules.selection?.reason(for: $0) == nil }
        try checkDeployments(of: selected)
        if !isRehearsal {
            try OriginCheck(dialect: dialect, policy: policy).check(
                contents, selected, inventory, isSameOrganization: contents.organization == organization)
        }
        let digests = inventory.documents.mapValues(fingerprint.of)
        let all = wanted.documents.mapValues { list in
            list.map { actions(for: $0, wanted, inventory, digests, rules) }
        }
        try checkNames(of: all.values.joined())
        try checkNeeds(of: all, inventory)
        let documents = Withholding(waived: waived).applied(to: all)
        let builds = try BuildPlanner(self, contents, inventory, bindings).lanes(
            apps: documents[.app] ?? [], deployments: documents[.deployment] ?? [])
        var phases = [
            Plan.Phase(
                name: "roles and deployments",
                lanes: lanes(documents, .role, \.main) + lanes(documents, .deployment, \.main)),
            Plan.Phase(name: "users", lanes: lanes(documents, .user, \.main)),
            Plan.Phase(name: "apps", lanes: lanes(documents, .app, \.main)),
            Plan.Phase(name: "deployments of apps", lanes: lanes(documents, .app, \.registration)),
            Plan.Phase(name: "builds", lanes: builds),
            Plan.Phase(name: "subscriptions", lanes: lanes(documents, .subscription, \.main)),
        ]
        phases.removeAll { $0.lanes.isEmpty }
        var plan = Plan(
            archive: contents.archive, snapshot: contents.snapshot,
            target: Plan.Target(
                url: url, organization: organization.text,
                fingerprint: fingerprint.of(digests)),
            budget: Plan.Budget(), phases: phases)
        plan.budget = Plan.Budget(plan, contents, inventory, dialect)
        return plan
    }

    private func lanes(
        _ documents: [Kind: [ObjectActions]], _ kind: Kind, _ part: (ObjectActions) -> Action?
    ) -> [Plan.Lane] {
        (documents[kind] ?? []).compactMap { object in
            part(object).map { Plan.Lane(name: $0.object.description, actions: [$0]) }
        }
    }

    // MARK: - One object

    /// What is done for one object; apps have a second call that registers their deployments.
    struct ObjectActions {
        let document: Document
        var main: Action
        var registration: Action?

        /// False when the target's object stays different or is not there at all.
        var isMade: Bool {
            switch main.kind {
            case .create, .update: true
            case .skip: main.verdict == .equal
            default: false
            }
        }
    }

    private func actions(
        for document: Document, _ wanted: Wanted, _ inventory: Inventory, _ digests: [ObjectID: Digest],
        _ rules: LeaveRules
    ) -> ObjectActions {
        let differences = inventory.documents[document.id].map { fieldsThatDiffer(document, $0) }
        // A person who is there already, and equal, was not left out.
        let isThere = rules.isHuman(document) && differences?.isEmpty == true
        if !isThere, let reason = rules.reason(for: document) {
            return ObjectActions(document: document, main: left(document, reason))
        }
        guard let differences else { return creation(of: document, wanted) }
        if differences.isEmpty {
            var action = Action("keep", .skip, .document(document.id))
            action.verdict = .equal
            action.precondition.unchanged = digests[document.id]
            return ObjectActions(document: document, main: action)
        }
        return change(of: document, differences, wanted, inventory, digests[document.id])
    }

    private func fieldsThatDiffer(_ document: Document, _ current: Document) -> Set<String> {
        Set(comparison.differences(document, current).compactMap(\.place.steps.first))
    }

    private func left(_ document: Document, _ reason: String) -> Action {
        var action = Action("leave", .left, .document(document.id))
        action.reason = reason
        action.verdict = .rule
        return action
    }

    private func creation(of document: Document, _ wanted: Wanted) -> ObjectActions {
        var action = Action("create", .create, .document(document.id))
        action.method = "POST"
        action.path = dialect[document.kind].path
        action.body = bodies.create(document, secrets: wanted.secrets[document.id] ?? [])
        action.precondition.isAbsent = true
        // An app too: without a deployment that failed it would be one that publishes everywhere.
        action.precondition.needs = bodies.table.references(of: document).map(\.description)
        let deployments = deployments(of: document)
        return ObjectActions(
            document: document, main: action,
            registration: deployments.isEmpty ? nil : registration(of: document, deployments))
    }

    private func change(
        of document: Document, _ differences: Set<String>, _ wanted: Wanted, _ inventory: Inventory,
        _ unchanged: Digest?
    ) -> ObjectActions {
        let names = differences.sorted(by: precedes).joined(separator: ", ")
        let isOurs = inventory.unregistered.contains(document.name) && document.kind == .app
        let isLeftUnfinished = isOurs && differences == [dialect.apps.deployments]
        let decision = isLeftUnfinished ? .update : policy.onConflict(document.kind)
        guard decision == .update, document.kind != .subscription else {
            let isSkipped = decision == .skip
            var action = Action(
                isSkipped ? "keep" : "settle", isSkipped ? .skip : .conflict, .document(document.id))
            action.verdict = isSkipped ? .differs : nil
            action.reason = "differs in \(names)"
            if decision == .update { action.reason = "differs in \(names), and an Edge cannot change it" }
            return ObjectActions(document: document, main: action)
        }
        let own = document.kind == .app ? differences.subtracting([dialect.apps.deployments]) : differences
        var action: Action
        if own.isEmpty {
            action = Action("keep", .skip, .document(document.id))
            action.verdict = .equal
            action.reason = "but for its deployments"
        } else {
            action = Action("update", .update, .document(document.id))
            action.method = "PATCH"
            action.path = dialect[document.kind].path
            action.body = bodies.update(
                document, fields: own, secrets: wanted.secrets[document.id] ?? [])
            action.precondition.unchanged = unchanged
            action.precondition.needs = bodies.table.references(of: document).map(\.description)
            action.reason = own.sorted(by: precedes).joined(separator: ", ")
        }
        let isRegistered = !differences.contains(dialect.apps.deployments)
        return ObjectActions(
            document: document, main: action,
            registration: document.kind == .app && !isRegistered
                ? registration(of: document, deployments(of: document)) : nil)
    }

    private func registration(of document: Document, _ deployments: [String]) -> Action? {
        guard document.kind == .app else { return nil }
        var action = Action("register", .update, .document(document.id))
        action.method = "PATCH"
        action.path = dialect.app.path
        action.body = bodies.register(deployments, with: document.name)
        action.precondition.deployments = deployments
        action.precondition.needs =
            [document.id.description] + deployments.map { "\(Kind.deployment.rawValue)/\($0)" }
        action.reason = deployments.isEmpty ? "none" : deployments.joined(separator: ", ")
        return action
    }

    /// What an object refers to is on the target, or comes with it: a selection must not tear them apart.
    private func checkNeeds(of documents: [Kind: [ObjectActions]], _ inventory: Inventory) throws {
        let all = documents.values.joined()
        let missing = Set(
            all.lazy.filter { $0.main.kind == .left && inventory.documents[$0.document.id] == nil }
                .map(\.document.id.description))
        guard !missing.isEmpty else { return }
        let torn = all.flatMap { object in
            [object.main, object.registration].compactMap(\.self).filter(\.isWork).flatMap { action in
                action.precondition.needs.filter { missing.contains($0) }.map {
                    "\(object.document.id) refers to \($0)"
                }
            }
        }
        guard torn.isEmpty else { throw ReplayError.tornApart(Set(torn).sorted(by: precedes)) }
    }

    private func checkNames(of actions: some Sequence<ObjectActions>) throws {
        let limit = dialect.limits.longestName
        let long = actions.filter { $0.main.kind == .create && $0.document.name.count > limit }
            .map(\.document.id)
        guard long.isEmpty else {
            throw ReplayError.longNames(long.sorted().map(\.description), limit: limit)
        }
    }

    // MARK: - Apps and their deployments

    func deployments(of app: Document) -> [String] {
        shape.deployments(of: app.fields) ?? []
    }

    private func checkDeployments(of wanted: Wanted) throws {
        guard policy.appsWithoutDeployments == .refuse else { return }
        let without = (wanted.documents[.app] ?? []).filter { deployments(of: $0).isEmpty }.map(\.name)
        guard without.isEmpty else { throw ReplayError.appsWithoutDeployments(without) }
    }
}
