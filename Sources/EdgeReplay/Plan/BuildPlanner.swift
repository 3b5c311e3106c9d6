import EdgeClient
import EdgeCore
import EdgeJournal

/// Plans the builds: ascending per app, one at a time, each followed by the wait for the target's work on it.
struct BuildPlanner {
    private let planner: Planner
    private let contents: Contents
    private let inventory: Inventory
    private let bindings: [String: [SourceBuild: Binding]]

    init(_ planner: Planner, _ contents: Contents, _ inventory: Inventory, _ bindings: [Binding]) {
        self.planner = planner
        self.contents = contents
        self.inventory = inventory
        self.bindings = Dictionary(grouping: bindings, by: \.app).mapValues { list in
            Dictionary(list.map { ($0.source, $0) }) { _, last in last }
        }
    }

    func lanes(apps: [Planner.ObjectActions], deployments: [Planner.ObjectActions]) throws -> [Plan.Lane] {
        let builds = Dictionary(grouping: contents.builds, by: \.app.text)
        let planned = apps.reduce(into: [String: Planner.ObjectActions]()) { planned, app in
            if builds[app.document.name] != nil { planned[app.document.name] = app }
        }
        let everyDeployment = deployments.filter { $0.main.kind != .left }.map(\.document.name)
        let held = deployments.filter { $0.main.verdict == .waived }.map(\.document.name)
        let lanes = builds.keys.sorted(by: precedes).map { name in
            let sorted = (builds[name] ?? []).sorted { $0.number < $1.number }
            guard let app = planned[name], app.isMade else {
                return lane(name, sorted.map { left($0, without: planned[name]?.main) })
            }
            let needed = planner.deployments(of: app.document)
            let lacking = held.first { needed.isEmpty || needed.contains($0) }
            return lane(name, actions(sorted, app, everyDeployment, lacking: lacking))
        }
        let limit = planner.dialect.limits.largestPut
        let tooLarge = contents.builds.filter { build in
            build.size > limit
                && lanes.contains { $0.actions.contains { $0.object == build.object && $0.kind == .upload } }
        }
        guard tooLarge.isEmpty else {
            throw ReplayError.tooLarge(tooLarge.map(\.object.description), limit: limit)
        }
        return lanes
    }

    private func lane(_ app: String, _ actions: [Action]) -> Plan.Lane {
        Plan.Lane(name: "builds of \(app)", actions: actions)
    }

    private func actions(
        _ builds: [Contents.Build], _ app: Planner.ObjectActions, _ everyDeployment: [String],
        lacking deployment: String?
    ) -> [Action] {
        let current = inventory.documents[app.document.id]
        let target = current?.builds(planner.dialect) ?? []
        let there = matches(builds, target, newest: target.map(\.number).max() ?? 0)
        // A build that would come after a newer one of the source would become the current one.
        let lastThere = builds.lastIndex { there[$0.number] != nil }
        return builds.enumerated().flatMap { index, build -> [Action] in
            if let known = there[build.number] {
                // An app in error is not done although its builds are there: they are not published everywhere.
                let isOpen = index == builds.count - 1 && isInError(current)
                return isOpen ? [known, Action("wait", .wait, build.object)] : [known]
            }
            if let lastThere, index < lastThere {
                return [left(build, .held, "the target already has a newer build of this app")]
            }
            if let deployment { return [waived(build, for: "\(Kind.deployment.rawValue)/\(deployment)")] }
            return imports(build, app.document, everyDeployment)
        }
    }

    private func isInError(_ app: Document?) -> Bool {
        let error = app?.fields[planner.dialect.apps.error] ?? .null
        return !error.isNull && error != false
    }

    /// The builds that the target has, by the journal, else by label, size and order.
    private func matches(_ builds: [Contents.Build], _ target: [NativeBuild], newest: Int)
        -> [SourceBuild: Action]
    {
        var found: [SourceBuild: Action] = [:]
        var free = target
        for build in builds {
            guard let binding = bindings[build.app.text]?[build.number], binding.digest == build.digest,
                binding.target.value <= newest
            else { continue }
            free.removeAll { $0.number == binding.target.value }
            let isKept = target.contains { $0.number == binding.target.value }
            found[build.number] = skip(
                build, .bound, "build \(binding.target) of the target\(isKept ? "" : ", rotated out since")")
        }
        var rest = free[...]
        for build in builds where found[build.number] == nil && build.label != nil {
            guard let place = rest.firstIndex(where: { $0.label == build.label && $0.size == build.size })
            else {
                continue
            }
            found[build.number] = skip(
                build, .unchecked,
                "build \(rest[place].number) of the target has its label and size; its bytes are not checked")
            rest = rest[(place + 1)...]
        }
        return found
    }

    private func imports(_ build: Contents.Build, _ app: Document, _ everyDeployment: [String]) -> [Action] {
        let isPulled = planner.isPulling
        var action = Action(isPulled ? "pull" : "upload", isPulled ? .pull : .upload, build.object)
        action.method = "POST"
        action.path = planner.dialect.builds.path
        action.body = planner.bodies.build(build, isPulled: isPulled)
        let deployments = planner.deployments(of: app)
        action.precondition.deployments = deployments
        if deployments.isEmpty { action.precondition.everyDeployment = everyDeployment }
        action.precondition.needs =
            [app.id.description] + deployments.map { "\(Kind.deployment.rawValue)/\($0)" }
        action.reason = [build.label, ByteCount(build.size).description].compactMap(\.self).joined(
            separator: ", ")
        var wait = Action("wait", .wait, build.object)
        wait.precondition.after = action.id
        return [action, wait]
    }

    private func skip(_ build: Contents.Build, _ verdict: Action.Verdict, _ reason: String) -> Action {
        var action = Action("keep", .skip, build.object)
        action.verdict = verdict
        action.reason = reason
        return action
    }

    private func left(_ build: Contents.Build, without app: Action?) -> Action {
        if let app, app.verdict == .waived { return waived(build, for: app.object.description) }
        let reason = "its app is not made equal" + (app?.reason.map { ": " + $0 } ?? "")
        return left(build, app?.verdict == .rule ? .rule : .held, reason)
    }

    private func waived(_ build: Contents.Build, for need: String) -> Action {
        var action = left(build, .waived, Withholding.needs(need))
        action.precondition.needs = [need]
        return action
    }

    private func left(_ build: Contents.Build, _ verdict: Action.Verdict, _ reason: String) -> Action {
        var action = Action("leave", .left, build.object)
        action.verdict = verdict
        action.reason = reason
        return action
    }
}
