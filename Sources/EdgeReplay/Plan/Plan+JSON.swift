package import EdgeCore

/// A plan as a file: what `plan --out` writes, `replay --plan` reads and the journal keeps.
extension Plan {
    package var json: JSON {
        [
            "format": .string(Self.format), "archive": .string(archive), "snapshot": .string(snapshot),
            "target": [
                "url": .string(target.url), "org": .string(target.organization),
                "fingerprint": .string(target.fingerprint.description),
            ],
            "budget": [
                "requests": .int(budget.requests), "uploadBytes": .int(budget.uploadBytes),
                "pullBytes": .int(budget.pullBytes), "diskBytes": .int(budget.diskBytes),
                "seconds": budget.seconds.map { .int($0) } ?? .null,
                "evictions": .strings(budget.evictions), "overLargestPut": .strings(budget.overLargestPut),
            ],
            "phases": .array(
                phases.map { phase in
                    [
                        "name": .string(phase.name),
                        "lanes": .array(
                            phase.lanes.map { lane in
                                ["name": .string(lane.name), "actions": .array(lane.actions.map(\.json))]
                            }),
                    ]
                }),
            "others": .strings(others), "goneAtSource": .strings(goneAtSource),
        ]
    }

    /// The SHA-256 of the canonical text.
    package var digest: Digest { Digest(of: Array(json.canonical.utf8)) }

    /// - Throws: `ReplayError.badPlan` for anything that this program would not write.
    package init(_ json: JSON) throws {
        guard json["format"]?.string == Self.format else {
            throw ReplayError.badPlan(reason: "its format is not \(Self.format)")
        }
        archive = try json.text("archive")
        snapshot = try json.text("snapshot")
        let target = try json.member("target")
        self.target = Target(
            url: try target.text("url"), organization: try target.text("org"),
            fingerprint: try target.digest("fingerprint"))
        let budget = try json.member("budget")
        self.budget = Budget(
            requests: try budget.number("requests"), uploadBytes: Int64(try budget.number("uploadBytes")),
            pullBytes: Int64(try budget.number("pullBytes")),
            diskBytes: Int64(try budget.number("diskBytes")), seconds: budget["seconds"]?.int,
            evictions: budget["evictions"]?.strings ?? [],
            overLargestPut: budget["overLargestPut"]?.strings ?? [])
        phases = try json.list("phases").map { phase in
            Phase(
                name: try phase.text("name"),
                lanes: try phase.list("lanes").map { lane in
                    Lane(
                        name: try lane.text("name"), actions: try lane.list("actions").map { try Action($0) })
                })
        }
        others = json["others"]?.strings ?? []
        goneAtSource = json["goneAtSource"]?.strings ?? []
        let ids = actions.map(\.id)
        guard Set(ids).count == ids.count else {
            throw ReplayError.badPlan(reason: "an action stands in it twice")
        }
    }
}

extension Action {
    var json: JSON {
        // In canonical order: nothing has to be sorted a hundred thousand times.
        let members: [(key: String, value: JSON?)] = [
            ("body", body.map(JSON.object)), ("id", .string(id)), ("kind", .string(kind.rawValue)),
            ("method", method.map(JSON.string)),
            ("object", ["kind": .string(object.kind), "name": .string(object.name)]),
            ("path", path.map(JSON.string)), ("precondition", precondition.json),
            ("reason", reason.map(JSON.string)), ("verdict", verdict.map { .string($0.rawValue) }),
        ]
        return .object(JSONObject(members.compactMap { key, value in value.map { (key, $0) } }))
    }

    init(_ json: JSON) throws {
        let object = try json.member("object")
        let (kind, name) = (try object.text("kind"), try object.text("name"))
        guard let planned = PlannedObject(kind: kind, name: name),
            let word = Kind(rawValue: try json.text("kind"))
        else { throw ReplayError.badPlan(reason: "\(quoted(kind + "/" + name)) has no action that is known") }
        self.init(id: try json.text("id"), kind: word, object: planned)
        method = json["method"]?.string
        path = json["path"]?.string
        body = json["body"]?.object
        precondition = try Precondition(json["precondition"] ?? [:])
        reason = json["reason"]?.string
        verdict = json["verdict"]?.string.flatMap(Verdict.init)
    }
}

extension Precondition {
    var json: JSON? {
        var members = JSONObject()
        if !needs.isEmpty { members["needs"] = .strings(needs) }
        if isAbsent { members["absent"] = true }
        members["unchanged"] = unchanged.map { .string($0.description) }
        members["deployments"] = deployments.map { .strings($0) }
        members["everyDeployment"] = everyDeployment.map { .strings($0) }
        members["after"] = after.map(JSON.string)
        return members.isEmpty ? nil : .object(members)
    }

    init(_ json: JSON) throws {
        self.init()
        needs = json["needs"]?.strings ?? []
        isAbsent = json["absent"]?.bool ?? false
        unchanged = json["unchanged"] == nil ? nil : try json.digest("unchanged")
        deployments = json["deployments"]?.strings
        everyDeployment = json["everyDeployment"]?.strings
        after = json["after"]?.string
    }
}

extension JSON {
    fileprivate func member(_ key: String) throws -> JSON {
        guard let value = self[key], value.object != nil else { throw Self.lack(key) }
        return value
    }

    fileprivate func text(_ key: String) throws -> String {
        guard let text = self[key]?.string else { throw Self.lack(key) }
        return text
    }

    fileprivate func number(_ key: String) throws -> Int {
        guard let number = self[key]?.int else { throw Self.lack(key) }
        return number
    }

    fileprivate func list(_ key: String) throws -> [JSON] {
        guard let list = self[key]?.array else { throw Self.lack(key) }
        return list
    }

    fileprivate func digest(_ key: String) throws -> Digest {
        guard let digest = Digest(try text(key)) else { throw Self.lack(key) }
        return digest
    }

    private static func lack(_ key: String) -> ReplayError {
        .badPlan(reason: "\(quoted(key)) is missing or of another type")
    }
}
