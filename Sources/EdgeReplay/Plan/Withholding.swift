import EdgeCore

/// Leaves out the objects whose secrets are waived, and what depends on them: a deployment without its keys publishes
/// nothing, and an app without its deployment would publish everywhere.
struct Withholding {
    let waived: Set<SecretReference>

    /// The same objects; those that cannot be made without a waived secret, and their dependants, are left.
    func applied(to documents: [Kind: [Planner.ObjectActions]]) -> [Kind: [Planner.ObjectActions]] {
        guard !waived.isEmpty else { return documents }
        var held: Set<String> = []
        var result = documents
        // An object refers to earlier kinds only.
        for kind in Kind.allCases {
            result[kind] = documents[kind]?.map { object in
                guard let reason = reason(object, held) else { return object }
                held.insert(object.document.id.description)
                return left(object, reason)
            }
        }
        return result
    }

    private func reason(_ object: Planner.ObjectActions, _ held: Set<String>) -> String? {
        let work = [object.main, object.registration].compactMap(\.self).filter(\.isWork)
        let places = Set(work.flatMap(\.secrets)).intersection(waived).sorted().map(\.place.description)
        if !places.isEmpty {
            return places.count == 1
                ? "its secret at \(places[0]) is waived"
                : "its secrets at \(places.joined(separator: ", ")) are waived"
        }
        return work.flatMap(\.precondition.needs).first { held.contains($0) }.map { Self.needs($0) }
    }

    static func needs(_ object: String) -> String { "it needs \(object), which is left out" }

    /// Keeps what would have been called, with the slots: it says what the object lacks.
    private func left(_ object: Planner.ObjectActions, _ reason: String) -> Planner.ObjectActions {
        var action = Action("leave", .left, object.main.object)
        action.method = object.main.method
        action.path = object.main.path
        action.body = object.main.body
        action.precondition.needs = Set(
            [object.main, object.registration].compactMap(\.self).flatMap(\.precondition.needs)
        ).subtracting([object.document.id.description]).sorted(by: precedes)
        action.reason = reason
        action.verdict = .waived
        return Planner.ObjectActions(document: object.document, main: action)
    }
}
