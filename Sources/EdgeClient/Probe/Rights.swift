import EdgeCore

/// What the calling account may do, against what the journeys need.
package struct Rights: Sendable {
    /// One resource of the permission table.
    package struct Row: Sendable {
        /// The resource id of the API page "Roles".
        package let resource: String
        /// The bits of all its roles together: create 1, read 2, update 4, delete 8, execute 16.
        package let held: Int
        package let snapshot: Int
        package let replay: Int

        func isEnough(for side: Side) -> Bool {
            let needed = side == .source ? snapshot : replay
            return held & needed == needed
        }
    }

    package let rows: [Row]

    init(held: [String: Int]) {
        // Issuing a lost key again takes all rights on users (page "Modify user").
        // A replay creates, reads back, and updates; subscriptions have no update, tasks are read and ended.
        rows = [
            ("roles", 2, 7), ("deployments", 2, 7), ("beUsers", 2, 15), ("apps", 2, 7),
            ("subscriptions", 2, 3),
            ("tasks", 0, 6),
        ].map { resource, snapshot, replay in
            Row(resource: resource, held: held[resource] ?? 0, snapshot: snapshot, replay: replay)
        }
    }
}

extension Probe {
    /// The rights of the calling account; nil when the Edge does not show it, or a token does not say whose it is.
    func rights() async throws -> Rights? {
        guard let username = connection.credentials.username,
            let user = try await object(ObjectID(kind: .user, name: username)),
            let roles = DocumentShape(dialect).roles(of: user)
        else { return nil }
        var held: [String: Int] = [:]
        for role in roles {
            guard
                let permissions = try await object(ObjectID(kind: .role, name: role))
                    .flatMap(DocumentShape(dialect).permissions)
            else { return nil }
            for (resource, bits) in permissions.members { held[resource, default: 0] |= bits.int ?? 0 }
        }
        return Rights(held: held)
    }

    private func object(_ id: ObjectID) async throws -> JSONObject? {
        let resource = dialect[id.kind]
        return try await ask(resource.path + "/" + EdgeConnection.segment(id.name)).json.flatMap {
            AnswerShape(dialect).item(in: $0, own: resource.item)
        }
    }
}
