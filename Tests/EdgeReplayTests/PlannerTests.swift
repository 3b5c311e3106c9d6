import EdgeCore
import EdgeJournal
import TestKit
import Testing

@testable import EdgeReplay

struct PlannerTests {
    @Test func `every object of the archive has one line, and the rules leave out what they must`() throws {
        let plan = try planned(try contents())
        #expect(
            plan.lines == [
                "roles and deployments:",
                "  − role/Administrators: every organization has its own, and it is never written",
                "  + role/Builders", "  + role/Testers", "  + deployment/east", "  + deployment/west",
                "users:",
                "  − user/ada: human users are not created (policy: users)",
                "  + user/robot", "  + user/spare",
                "apps:", "  + app/Tug", "  + app/Yawl",
                "deployments of apps:",
                "  ~ app/Tug (registers its deployments): east, west",
                "  ~ app/Yawl (registers its deployments): west",
                "builds:", "  + build/Tug/3: 3.0, 30 B", "  + build/Tug/4: 4.0, 40 B",
                "subscriptions:",
                "  − subscription/events: subscriptions are not created (policy: subscriptions)",
                "8 create, 2 update, 2 upload, 3 left; at least 49 requests, 70 B to send",
            ])
    }

    @Test func `bodies hold what is sent: no field of the server, slots for secrets`() throws {
        let plan = try planned(try contents())
        let bodies = Dictionary(uniqueKeysWithValues: plan.actions.map { ($0.id, $0.body.map(JSON.object)) })
        #expect(
            bodies["create deployment/east"] == [
                "label": "east", "name": "east", "originPrefix": "live",
                "origin": [
                    "bucket": "b-east", "endpoint": "s3.example", "kind": "s3", "region": "r",
                    "secretAccessKey": ["$secret": "deployment/east#/origin/secretAccessKey"],
                ],
            ])
        #expect(
            bodies["create user/spare"] == [
                "label": "Spare", "roles": ["Testers"], "shift": ["early": 15], "username": "spare",
            ])
        #expect(bodies["create app/Tug"] == ["label": "The Tug", "maxBuilds": 3, "name": "Tug"])
        #expect(bodies["register app/Tug"] == ["deployments": ["east", "west"], "name": "Tug"])
        #expect(bodies["upload build/Tug/3"] == ["appName": "Tug", "label": "3.0", "size": 30])
    }

    @Test func `a plan survives as a file`() throws {
        let plan = try planned(try contents(), policy: "{ subscriptions: create, users: invite }")
        let read = try Plan(try JSON(reading: plan.json.readable))
        #expect(read == plan)
        #expect(read.digest == plan.digest)
        #expect(throws: ReplayError.self) { try Plan(["format": "9"]) }
        #expect(throws: ReplayError.self) { try Plan(plan.json.merging(patch: ["phases": 1])) }
    }

    @Test func `what is equal is kept, whatever the server adds to it`() throws {
        let contents = try contents()
        var there = (contents.documents.values.joined()).map { document in
            var document = document
            document.fields["updated"] = "2026-06-06T00:00:00Z"
            return document
        }
        there.removeAll { $0.id.description == "app/Yawl" }
        let plan = try planned(contents, onto: Inventory(there), bindings: [])
        let kept = plan.actions.filter { $0.verdict == .equal }.map(\.object.description)
        #expect(kept.contains("deployment/east") && kept.contains("user/ada") && kept.contains("app/Tug"))
        #expect(plan.actions.filter { $0.kind == .create }.map(\.object.description) == ["app/Yawl"])
    }

    @Test(arguments: [("fail", "conflict"), ("skip", "skip"), ("update", "update")])
    func `an object that differs is treated as the policy says`(word: String, kind: String) throws {
        let contents = try contents()
        let plan = try planned(contents, policy: "onConflict: \(word)", onto: try withOtherLabels(contents))
        let action = try #require(plan.actions.first { $0.object.description == "deployment/east" })
        #expect(action.kind.rawValue == kind)
        #expect(action.body.map(JSON.object) == (word == "update" ? ["label": "east", "name": "east"] : nil))
        // An app that stays different gets no builds.
        let builds = plan.actions.filter { $0.object.kind == "build" && $0.kind != .wait }.map(\.kind)
        #expect(builds == (word == "update" ? [.upload, .upload] : [.left, .left]))
    }

    @Test func `only what differs in its deployments is registered anew`() throws {
        let contents = try contents()
        var inventory = Inventory(Array(contents.documents.values.joined()))
        let tug = ObjectID(kind: .app, name: "Tug")
        inventory.documents[tug]?.fields["deployments"] = ["west"]
        let plan = try planned(contents, policy: "onConflict: update", onto: inventory)
        let apps = plan.actions.filter { $0.object == .document(tug) }
        #expect(apps.map(\.id) == ["keep app/Tug", "register app/Tug"])
    }

    @Test func `the calling account and the roles it holds are never written`() throws {
        let robot = Fixture.document(.user, "robot", ["label": "x", "roles": ["Builders"]])
        let other = Fixture.document(.role, "Builders", ["label": "other", "permissions": [:]])
        let plan = try planned(
            try contents(), policy: "onConflict: update", onto: Inventory([robot, other], account: robot))
        let left = plan.actions.filter { $0.kind == .left }.map(\.object.description)
        #expect(left.contains("user/robot") && left.contains("role/Builders"))
        #expect(!plan.actions.contains { $0.isWork && $0.object.description == "user/robot" })
    }

    @Test func `apps without deployments are refused, or planned for all deployments`() throws {
        var contents = try contents()
        contents.documents[.app]?[0].fields["deployments"] = []
        let error = try refusal { try planned(contents) }
        #expect(error.what == "1 app without deployments: Tug")
        #expect(error.status == .notAllowed)
        let plan = try planned(contents, policy: "appsWithoutDeployments: all")
        let upload = try #require(plan.actions.first { $0.kind == .upload })
        #expect(upload.precondition.deployments == [])
        #expect(upload.precondition.everyDeployment == ["east", "west"])
        #expect(!plan.actions.contains { $0.id == "register app/Tug" })
    }

    @Test func `a target may not publish where the source publishes`() throws {
        let contents = try contents()
        let error = try refusal { try planned(contents, organization: "Harbour") }
        #expect(error.what == "the target would publish where the source publishes: east, west")
        #expect(error.status == .notAllowed)
        _ = try planned(contents, policy: "allowSameOrigin: [east, west]", organization: "Harbour")
        _ = try planned(
            contents,
            policy:
                "overlays: { deployment/east: { originPrefix: b }, deployment/west: { origin: { bucket: z } } }",
            organization: "Harbour")
        var nowhere = contents
        nowhere.documents[.deployment]?[0].fields["origin"] = ["kind": "azure"]
        let unknown = try refusal { try planned(nowhere) }
        #expect(unknown.status == .outsideContract)
        _ = try Planner(Policy(), dialect: Dialect(), isRehearsal: true).plan(
            nowhere, onto: Inventory(), url: "u", organization: try OrganizationName("Quay"))
    }

    @Test func `overlays change what is written, and never carry a secret`() throws {
        let policy = """
            overlays:
              deployment/east: { label: moved, origin: { password: plain }, downloadAuth: { kind: gcore } }
              deployment/west: { origin: { secretAccessKey: null } }
            """
        let plan = try planned(try contents(), policy: policy)
        let east = try #require(plan.actions.first { $0.id == "create deployment/east" }?.body)
        #expect(east["label"] == "moved")
        #expect(east["origin"]?["password"] == ["$secret": "deployment/east#/origin/password"])
        let west = try #require(plan.actions.first { $0.id == "create deployment/west" })
        #expect(west.secrets.isEmpty)
    }

    @Test func `builds that the target has are known by the journal, else by label, size and order`() throws {
        let contents = try contents()
        let builds = contents.builds
        let there = try with(contents, builds: [(1, "3.0", 30)])
        let bound = Binding(
            app: "Tug", source: SourceBuild(3), target: TargetBuild(1), digest: builds[0].digest)
        let known = try planned(contents, onto: there, bindings: [bound])
        #expect(verdicts(known) == ["build/Tug/3 bound", "build/Tug/4 upload"])
        #expect(
            verdicts(try planned(contents, onto: there)) == ["build/Tug/3 unchecked", "build/Tug/4 upload"])
        // A binding that the target cannot have any more does not count: the app was made anew.
        let gone = try planned(contents, onto: try with(contents, builds: []), bindings: [bound])
        #expect(verdicts(gone) == ["build/Tug/3 upload", "build/Tug/4 upload"])
        // An older build would become the current one.
        let newer = try planned(contents, onto: try with(contents, builds: [(1, "4.0", 40)]))
        #expect(verdicts(newer) == ["build/Tug/3 held", "build/Tug/4 unchecked"])
    }

    @Test func `a build over the largest upload is refused, or fetched by the target`() throws {
        var dialect = Dialect()
        dialect.limits.largestPut = 35
        let contents = try contents()
        let error = try refusal {
            try Planner(Policy(), dialect: dialect).plan(
                contents, onto: Inventory(), url: "u", organization: try OrganizationName("Quay"))
        }
        #expect(error.what == "too large for one upload of 35 B: build/Tug/4")
        let plan = try Planner(Policy(), dialect: dialect, isPulling: true).plan(
            contents, onto: Inventory(), url: "u", organization: try OrganizationName("Quay"))
        #expect(plan.budget.pullBytes == 70)
        let pull = try #require(plan.actions.first { $0.kind == .pull })
        #expect(pull.body?["url"] == ["$secret": "build/Tug/3#/url"])
    }

    @Test func `a name longer than the target takes is refused before anything is written`() throws {
        var dialect = Dialect()
        dialect.limits.longestName = 7
        let contents = try contents()
        let error = try refusal {
            try Planner(Policy(), dialect: dialect).plan(
                contents, onto: Inventory(), url: "u", organization: try OrganizationName("Quay"))
        }
        #expect(error.what == "1 name longer than 7 characters: role/Builders")
        #expect(error.hint?.contains("limits.longestName") == true)
        #expect(error.status == .notAllowed)
        // What the target has already was not too long for it.
        let there = Inventory(Array(contents.documents.values.joined()))
        #expect(
            try Planner(Policy(), dialect: dialect).plan(
                contents, onto: there, url: "u", organization: try OrganizationName("Quay")
            ).conflicts.isEmpty)
    }

    @Test func `the classes of a dialect decide what is sent of a field that a server adds`() throws {
        var dialect = Dialect()
        dialect.fields = ["app": ["lastPlayed": .volatile, "pin": .secret, "mood": .value]]
        var contents = try contents()
        let tug = ObjectID(kind: .app, name: "Tug")
        contents.documents[.app]?[0].fields = ["name": "Tug", "lastPlayed": "today", "mood": "good"]
        contents.documents[.app]?[0].fields["deployments"] = ["east"]
        contents.masked[tug] = [JSONPointer(["pin"])]
        let plan = try Planner(Policy(), dialect: dialect).plan(
            contents, onto: Inventory(), url: "u", organization: try OrganizationName("Quay"))
        let create = try #require(plan.actions.first { $0.id == "create app/Tug" })
        #expect(create.body == ["name": "Tug", "mood": "good", "pin": ["$secret": "app/Tug#/pin"]])
        var played = contents.documents[.app]?[0].fields ?? [:]
        played["lastPlayed"] = "now"
        let there = Inventory(
            (contents.documents[.role] ?? []) + [Document(kind: .app, name: "Tug", fields: played)])
        let again = try Planner(Policy(), dialect: dialect).plan(
            contents, onto: there, url: "u", organization: try OrganizationName("Quay"))
        #expect(again.actions.first { $0.object == .document(tug) }?.verdict == .equal)
    }

    // MARK: - Making

    private func refusal(_ body: () throws -> Plan) throws -> ReplayError {
        do {
            _ = try body()
        } catch let error as ReplayError {
            return error
        }
        throw MissingValue(what: "a refusal")
    }

    private func contents() throws -> Contents {
        var contents = try Fixture.contents()
        contents.builds = try [(3, "3.0", 30), (4, "4.0", 40)].map { number, label, size in
            Contents.Build(
                app: try AppName("Tug"), number: SourceBuild(number), label: label, size: Int64(size),
                digest: Digest(of: Array(label.utf8)), bytes: { FileSlice(path: "", size: 0) })
        }
        return contents
    }

    private func planned(
        _ contents: Contents, policy: String = "", onto inventory: Inventory = Inventory(),
        bindings: [Binding] = [], organization: String = "Quay"
    ) throws -> Plan {
        try Planner(try Policy(yaml: policy, file: "p"), dialect: Dialect()).plan(
            contents, onto: inventory, bindings: bindings, url: "http://t",
            organization: try OrganizationName(organization))
    }

    private func withOtherLabels(_ contents: Contents) throws -> Inventory {
        Inventory(
            contents.documents.values.joined().map { document in
                var document = document
                if document.fields["label"] != nil { document.fields["label"] = "other" }
                return document
            })
    }

    private func with(_ contents: Contents, builds: [(Int, String, Int)]) throws -> Inventory {
        var inventory = Inventory(Array(contents.documents.values.joined()))
        let tug = ObjectID(kind: .app, name: "Tug")
        inventory.documents[tug]?.fields["iCurBuild"] = .int(builds.last?.0 ?? 0)
        inventory.documents[tug]?.fields["builds"] = .array(
            builds.map { ["id": .int($0.0), "label": .string($0.1), "sizeBytes": .int($0.2)] })
        return inventory
    }

    private func verdicts(_ plan: Plan) -> [String] {
        plan.actions.filter { $0.object.kind == "build" && $0.kind != .wait }.map {
            "\($0.object) \($0.verdict?.rawValue ?? $0.kind.rawValue)"
        }
    }
}
