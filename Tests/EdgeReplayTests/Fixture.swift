import EdgeClient
import EdgeCore
import EdgeHTTP
import EdgeJournal
import EdgeReplay
import EdgeSandbox
import Foundation
import TestKit

/// An organization of every kind of object, small enough to be moved a hundred times.
struct Fixture: Sendable {
    var contents: Contents
    let folder: String

    /// Writes the tars of its builds into the folder.
    init(_ folder: String) async throws {
        self.folder = folder
        contents = try Self.contents()
        for (app, number, label) in [("Tug", 3, "3.0"), ("Tug", 4, "4.0"), ("Yawl", 1, "1.0")] {
            contents.builds.append(
                try await Self.build(app, number, label, text: "\(app) \(label)", in: folder))
        }
    }

    /// All documents, and no build.
    static func contents() throws -> Contents {
        Contents(
            organization: try OrganizationName("Harbour"), source: "https://source.example",
            snapshot: "0123456789ab", archive: "sha256:" + String(repeating: "0", count: 64),
            documents: documents, masked: masked)
    }

    static func build(_ app: String, _ number: Int, _ label: String?, text: String, in folder: String)
        async throws -> Contents.Build
    {
        let tar = try await tarBytes(["bin/game": text])
        let path = "\(folder)/\(app)-\(number).tar"
        try tar.write(to: URL(fileURLWithPath: path))
        return Contents.Build(
            app: try AppName(app), number: SourceBuild(number), label: label, size: Int64(tar.count),
            digest: Digest(of: tar), bytes: { try FileSlice(whole: path) })
    }

    private static let documents: [Kind: [Document]] = [
        .role: [
            document(.role, "Administrators", ["permissions": ["apps": 15]]),
            document(.role, "Builders", ["label": "CI", "permissions": ["apps": 15, "tasks": 6]]),
            document(.role, "Testers", ["label": "QA", "permissions": ["apps": 2]]),
        ],
        .deployment: [
            document(.deployment, "east", origin("east")), document(.deployment, "west", origin("west")),
        ],
        .user: [
            document(
                .user, "ada",
                [
                    "email": "ada@x.example", "firstname": "Ada", "surname": "B", "roles": ["Testers"],
                    "enabled": true,
                ]),
            document(.user, "robot", ["label": "CI", "roles": ["Builders", "Testers"], "enabled": true]),
            document(
                .user, "spare",
                ["label": "Spare", "roles": ["Testers"], "shift": ["early": 15], "enabled": true]),
        ],
        .app: [
            document(.app, "Tug", app("Tug", ["east", "west"], current: 4)),
            document(.app, "Yawl", app("Yawl", ["west"], current: 1)),
        ],
        .subscription: [
            document(
                .subscription, "events",
                ["kind": "webhook", "url": "https://h.example/x", "types": ["deploy"], "events": ["end"]])
        ],
    ]

    private static let masked: [ObjectID: [JSONPointer]] = [
        ObjectID(kind: .deployment, name: "east"): [JSONPointer(["origin", "secretAccessKey"])],
        ObjectID(kind: .deployment, name: "west"): [JSONPointer(["origin", "secretAccessKey"])],
    ]

    static func document(_ kind: Kind, _ name: String, _ fields: JSONObject) -> Document {
        var fields = fields
        fields[Dialect()[kind].identity] = .string(name)
        fields["created"] = "2026-01-01T00:00:00Z"
        return Document(kind: kind, name: name, fields: fields)
    }

    private static func origin(_ name: String) -> JSONObject {
        [
            "label": .string(name), "originPrefix": "live",
            "origin": [
                "kind": "s3", "endpoint": "s3.example", "bucket": .string("b-" + name), "region": "r",
            ],
        ]
    }

    private static func app(_ name: String, _ deployments: [String], current: Int) -> JSONObject {
        [
            "label": .string("The " + name), "maxBuilds": 3, "deployments": .strings(deployments),
            "iCurBuild": .int(current), "processing": false, "exporting": false, "error": .null,
        ]
    }

    static let secrets = """
        secrets:
          deployment/east:
            /origin/secretAccessKey: { env: EAST }
          deployment/west:
            /origin/secretAccessKey: { env: WEST }
        """
}

/// A replay of the fixture into a sandbox, as often as a test likes, with one journal.
struct Trial: Sendable {
    let sandbox: RunningSandbox
    var fixture: Fixture
    var settings: ReplaySettings
    /// Tries of one request.
    var attempts = 2
    var timing: Timing
    var date: @Sendable () -> Date = { .now }

    init(_ sandbox: RunningSandbox, _ fixture: Fixture, policy: String = "subscriptions: create") throws {
        self.sandbox = sandbox
        self.fixture = fixture
        settings = ReplaySettings(stateFolder: fixture.folder + "/state")
        settings.policy = try Policy(yaml: policy, file: "policy.yml")
        settings.secrets = try SecretsFile(yaml: Fixture.secrets, file: "secrets.yml")
        settings.environment = ["EAST": "east-key", "WEST": "west-key"]
        settings.patience.shortest = .milliseconds(1)
        settings.patience.longest = .milliseconds(20)
        settings.patience.quiet = .milliseconds(20)
        timing = Timing()
        timing.sleep = { _ in try await Task.sleep(for: .milliseconds(1)) }
    }

    /// Lets the bucket of an origin take one secret key only.
    func lock(_ bucket: String, key: String) throws {
        let folder = "\(sandbox.dataFolder)/origins/\(bucket)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try #"{"secretAccessKey": "\#(key)"}"#.write(
            toFile: folder + "/.credentials", atomically: true, encoding: .utf8)
    }

    func target(
        _ dialect: Dialect = Dialect(), meter: Meter? = nil, announce: (@Sendable (Wait) -> Void)? = nil
    ) throws -> TargetEdge {
        let organization = try sandbox.organization
        var settings = TransportSettings()
        settings.requestsPerSecond = 100_000
        settings.attempts = attempts
        return TargetEdge(
            try EdgeAddress(
                url: sandbox.url, organization: try OrganizationName(organization.name), side: .target),
            .apiKey(username: organization.username, key: organization.apiKey), dialect: dialect,
            over: Transport(settings, meter: meter, timing: timing, announce: announce))
    }

    func journal(watch: JournalWatch? = nil) async throws -> Journal {
        let organization = try OrganizationName(try sandbox.organization.name)
        return try await Journal.open(
            at: journalPath,
            for: JournalIdentity(
                sourceHost: "source.example", sourceOrganization: fixture.contents.organization,
                targetHost: "target", targetOrganization: organization),
            now: date, watch: watch)
    }

    var journalPath: String { fixture.folder + "/journal" }

    /// One process: opens the journal, works, and lets everything go.
    @discardableResult
    func run(_ plan: Plan? = nil, watch: JournalWatch? = nil) async throws -> ReplayReport {
        try await Replay(
            fixture.contents, onto: target(), settings, journal: try await journal(watch: watch)
        ).run(plan)
    }

    /// A process that ends when all is done and nothing is proved yet.
    func stopBeforeTheEnd() async throws {
        do {
            try await run { step in
                if step.name == "end", step.moment == .before { throw CancellationError() }
            }
        } catch is CancellationError { return }
        throw MissingValue(what: "an end of the run")
    }

    /// Where the sandbox keeps its builds.
    func buildPlace() throws -> BuildPlace {
        BuildPlace(BuildPattern(sandbox.report.builds), over: Transport(TransportSettings()))
    }

    func plan() async throws -> Plan {
        try await Replay(fixture.contents, onto: target(), settings, journal: try await journal()).plan()
    }

    func organization() async throws -> JSON {
        let name = try sandbox.organization.name
        return try await sandbox.model()["organizations"]?[name] ?? .null
    }

    /// What is wrong with the target by the sandbox's own books; empty when it holds the fixture exactly once.
    func complaints() async throws -> [String] {
        let organization = try await organization()
        var complaints: [String] = []
        let creates = organization["creates"]?.object ?? [:]
        for (name, count) in creates.members where count.int != 1 {
            complaints.append("\(name) made \(count.canonical) times")
        }
        var expected = Set(fixture.contents.builds.map { "build/\($0.app)/\($0.digest.hex)" })
        for (kind, documents) in fixture.contents.documents {
            let isOff = kind == .subscription && settings.policy.subscriptions == .off
            for document in documents where !isOff && document.name != "ada" {
                expected.insert(document.id.description)
            }
        }
        complaints += expected.filter { creates[$0] == nil }.map { "\($0) is missing" }
        let known = expected.union(["user/ferry"])
        complaints += creates.keys.filter { !known.contains($0) }.map { "\($0) was not asked for" }
        for document in fixture.contents.documents[.app] ?? [] {
            let found = organization["apps"]?[document.name]
            if Set(found?["deployments"]?.strings ?? []) != Set(document.fields["deployments"]?.strings ?? [])
            {
                complaints.append("\(document.name) has other deployments")
            }
            let digests =
                organization["builds"]?[document.name]?.array?.compactMap { $0["sha256"]?.string } ?? []
            let wanted = fixture.contents.builds.filter { $0.app.text == document.name }.map(\.digest.hex)
            if digests != wanted { complaints.append("\(document.name) has builds \(digests)") }
        }
        return complaints.sorted()
    }

    /// The machine users whose kept keys do not open the sandbox.
    func deadKeys() async throws -> [String] {
        let entries = try KeysFile(path: journalPath + ".keys").entries()
        let keys = Dictionary(entries.map { ($0.object, $0.secret) }) { _, last in last }
        var dead: [String] = []
        for name in ["robot", "spare"] {
            guard let key = keys["user/" + name] else {
                dead.append("\(name) has no key")
                continue
            }
            let answer = try await sandbox.caller(try sandbox.organization.name, name, key: key.reveal())
                .call(.get, "/be/v1/apps")
            if answer.status != 200 { dead.append("\(name) gets \(answer.status)") }
        }
        return dead
    }
}

/// Runs the body with a fresh empty sandbox and the fixture.
func withTrial<Result: Sendable>(
    policy: String = "subscriptions: create", faults: String = "", stage: Duration = .zero,
    _ body: @escaping @Sendable (Trial) async throws -> Result
) async throws -> Result {
    let empty = try String(contentsOfFile: template("sandbox-empty.yml"), encoding: .utf8)
    return try await withTemporaryFolder { folder in
        let fixture = try await Fixture(folder)
        return try await withSandbox(seed: empty, faults: faults, configure: { $0.stageTime = stage }) {
            sandbox in
            try await body(try Trial(sandbox, fixture, policy: policy))
        }
    }
}

/// The error of a body that must fail with one.
func failure(_ body: () async throws -> some Any) async throws -> any Explained {
    do {
        _ = try await body()
    } catch let error as any Explained {
        return error
    }
    throw MissingValue(what: "an error")
}
