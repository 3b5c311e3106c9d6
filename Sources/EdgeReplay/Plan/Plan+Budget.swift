import EdgeClient
import EdgeCore

extension Plan.Budget {
    /// Counts the calls of a plan: a look before each change, the gate before each build, one look a wait, the reading
    /// back of each first action, and the reading of everything for the proof. A plan without work has the proof alone.
    init(_ plan: Plan, _ contents: Contents, _ inventory: Inventory, _ dialect: Dialect) {
        let sizes = Dictionary(contents.builds.map { ($0.object, $0.size) }) { first, _ in first }
        var canaries: Set<String> = []
        for action in plan.phases.lazy.flatMap(\.lanes).flatMap(\.actions) {
            switch action.kind {
            case .create: requests += 1
            case .update: requests += 2
            case .upload, .pull: requests += 6
            case .wait: requests += 2
            case .skip, .conflict, .left: continue
            }
            if action.kind == .create || action.kind == .update {
                canaries.insert("\(action.kind) \(action.object.kind)")
            }
            let size = sizes[action.object] ?? 0
            if action.kind == .upload { uploadBytes += size }
            if action.kind == .pull {
                pullBytes += size
                if size > dialect.limits.largestPut { overLargestPut.append(action.object.description) }
            }
        }
        diskBytes = uploadBytes + pullBytes
        let kept = Set(contents.documents.values.lazy.joined().map(\.id)).union(inventory.documents.keys)
        requests += canaries.count + Kind.allCases.count + kept.count
        evictions = Self.evictions(plan, contents, inventory, dialect)
    }

    /// The builds of the target that it rotates out for new ones: an app keeps as many as its number says.
    private static func evictions(
        _ plan: Plan, _ contents: Contents, _ inventory: Inventory, _ dialect: Dialect
    ) -> [String] {
        let coming = Dictionary(
            grouping: plan.phases.lazy.flatMap(\.lanes).flatMap(\.actions).compactMap { action -> String? in
                guard action.kind == .upload || action.kind == .pull,
                    case .build(let app, _) = action.object
                else { return nil }
                return app.text
            }
        ) { $0 }.mapValues(\.count)
        let apps = contents.documents[.app] ?? []
        return apps.flatMap { app -> [String] in
            guard let count = coming[app.name], let there = inventory.documents[app.id],
                let most = (app.fields[dialect.apps.maxBuilds] ?? there.fields[dialect.apps.maxBuilds])?.int
            else { return [] }
            let held = there.builds(dialect)
            return held.prefix(max(0, held.count + count - most)).map { "app/\(app.name) build \($0.number)" }
        }
    }
}
