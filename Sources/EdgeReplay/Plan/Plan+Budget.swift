import EdgeCore

extension Plan.Budget {
    /// Counts the calls of a plan: a look before each change, the gate before each build, one look a wait, and the
    /// reading back of each first action.
    init(_ plan: Plan, _ contents: Contents) {
        let sizes = Dictionary(contents.builds.map { ($0.object, $0.size) }) { first, _ in first }
        var canaries: Set<String> = []
        for action in plan.phases.lazy.flatMap(\.lanes).flatMap(\.actions) {
            switch action.kind {
            case .create: requests += 1
            case .update: requests += 2
            case .upload: requests += 6
            case .pull: requests += 6
            case .wait: requests += 2
            case .skip, .conflict, .left: continue
            }
            if action.kind == .create || action.kind == .update {
                canaries.insert("\(action.kind) \(action.object.kind)")
            }
            if action.kind == .upload { uploadBytes += sizes[action.object] ?? 0 }
            if action.kind == .pull { pullBytes += sizes[action.object] ?? 0 }
        }
        requests += canaries.count
    }
}
