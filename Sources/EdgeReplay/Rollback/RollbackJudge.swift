import EdgeClient
import EdgeCore
import EdgeJournal

/// Looks at objects that a run made and says whether somebody else has changed them since.
struct RollbackJudge: Sendable {
    let target: TargetEdge
    /// What the runs made, as the newest proof saw it.
    let fingerprints: [ObjectID: Digest]
    /// What was sent, of the creating actions by their object.
    let bodies: [ObjectID: JSONObject]
    let bindings: [Binding]

    /// - Parameter doomed: Apps that are taken back before, and publish nowhere then.
    func decision(on id: ObjectID, doomed: Set<String> = []) async throws -> RollbackStep.Decision {
        guard let found = try await target.find(id) else { return .alreadyGone }
        guard isAsMade(id, found) else { return .keep("it was changed since the run made it") }
        switch id.kind {
        case .app:
            let strange = strangeBuilds(of: found)
            return strange.isEmpty
                ? .delete : .keep("it has builds that no run made: \(strange.joined(separator: ", "))")
        case .deployment:
            let users = try await publishers(to: id.name).filter { !doomed.contains($0) }
            return users.isEmpty
                ? .deleteWithName : .keep("apps publish to it: \(users.joined(separator: ", "))")
        case .role, .user, .subscription: return .delete
        }
    }

    /// The target's object against what it was at the end of the newest run, or else against what was sent.
    private func isAsMade(_ id: ObjectID, _ found: Document) -> Bool {
        if let fingerprint = fingerprints[id] { return Fingerprint(target.dialect).of(found) == fingerprint }
        guard let body = bodies[id] else { return false }
        let sent = Bodies(target.dialect).document(id, of: body)
        return Comparison(target.dialect).differences(sent, found).allSatisfy { difference in
            difference.place.steps.first.map { sent.fields[$0] == nil } ?? false
        }
    }

    private func strangeBuilds(of app: Document) -> [String] {
        let ours = Set(bindings.filter { $0.app == app.name }.map(\.target.value))
        return app.builds(target.dialect).map(\.number).filter { !ours.contains($0) }.map(String.init)
    }

    /// The apps that name a deployment, and those that publish everywhere.
    private func publishers(to deployment: String) async throws -> [String] {
        let shape = DocumentShape(target.dialect)
        return try await target.documents(.app).filter { app in
            let names = shape.deployments(of: app.fields) ?? []
            return names.isEmpty || names.contains(deployment)
        }.map(\.name)
    }
}
