import EdgeArchive
import EdgeClient
import EdgeCore
import EdgeReplay
import Foundation
import TestKit
import Testing

/// Mask, archive, comparison, plan and canary treat every field of every kind by its class.
struct FieldClassTests {
    private static let dialect = Dialect()

    // MARK: - The meta-test

    @Test func `no kind and no field is missing from the suites about fields`() async throws {
        let table = FieldTable(Self.dialect)
        let classified = Set(
            Kind.allCases.flatMap { kind in table.fields(of: kind).map { "\(kind.rawValue).\($0.name)" } })
        // All suites below go through the samples, so a field that has one is in each of them.
        #expect(Set(FieldSample.all.map(\.description)) == classified)
        #expect(FieldSample.all.allSatisfy { $0.value != $0.other })
        #expect(Set(FieldSample.all.map(\.kind)) == Set(Kind.allCases))
        // What a whole organization shows is classified, every field of it.
        try await withSandbox { sandbox in
            let organization = try await sandbox.model()["organizations"]?["Harbour"]
            for kind in Kind.allCases {
                for document in organization?[kind.plural]?.object?.members ?? [] {
                    for key in document.value.object?.keys ?? [] {
                        #expect(table.classify(key, of: kind) != .unknown, "\(kind.rawValue).\(key)")
                    }
                }
            }
        }
    }

    // MARK: - Mask

    @Test(arguments: FieldSample.all)
    func `a mask takes out secrets and nothing else`(sample: FieldSample) {
        let document = FieldSample.document(sample.kind)
        let masked = Mask(Self.dialect).apply(to: document)
        let isOut = masked.document.fields[sample.field] == nil
        #expect(isOut == (sample.fieldClass == .secret))
        #expect(masked.places.contains(JSONPointer([sample.field])) == isOut)
    }

    // MARK: - Round trip

    @Test(arguments: Kind.allCases)
    func `every field but a secret comes back out of an archive as it went in`(kind: Kind) async throws {
        try await withTemporaryFolder { folder in
            let store = try Store.create(at: folder + "/store", id: "fields")
            let writer = try SnapshotWriter(
                store, organization: OrganizationName("Harbour"), source: "https://edge.example",
                dialect: Self.dialect, now: Date(timeIntervalSince1970: 1_790_000_000))
            let document = FieldSample.document(kind)
            for other in Kind.allCases {
                try await writer.write(other == kind ? [document] : [], kind: other)
            }
            _ = try await writer.commit()
            let read = try await Contents.reading(store.archive(.latest), for: Self.dialect)
            let back = try (read.documents[kind]?.first).orThrow("the document")
            for sample in FieldSample.all where sample.kind == kind {
                #expect(
                    back.fields[sample.field] == (sample.fieldClass == .secret ? nil : sample.value),
                    "\(sample)")
            }
        }
    }

    // MARK: - Collision

    @Test(arguments: FieldSample.all.filter { $0.fieldClass != .identity })
    func `a collision in a field is a conflict, an update of just that field, or none, by its class`(
        sample: FieldSample
    ) throws {
        let isCompared = ![.secret, .volatile].contains(sample.fieldClass)
        for word in ["fail", "update"] {
            let plan = try Self.plan(
                with: sample, policy: "{ onConflict: \(word), users: invite, subscriptions: create }")
            let actions = plan.actions.filter { $0.object == .document(FieldSample.document(sample.kind).id) }
            guard isCompared else {
                #expect(actions.map(\.kind) == [.skip], "\(plan.lines)")
                continue
            }
            guard word == "update", sample.kind != .subscription else {
                #expect(
                    plan.conflicts.count == 1 && plan.conflicts.first?.reason?.contains(sample.field) == true)
                continue
            }
            let bodies = actions.filter(\.isWork).compactMap(\.body)
            let sent = Set(bodies.flatMap(\.keys)).subtracting([Self.dialect[sample.kind].patchIdentity])
            #expect(sent == [sample.field], "\(sample)")
        }
    }

    /// The plan for a target that has the document with another value in one field, and all that it refers to.
    private static func plan(with sample: FieldSample, policy: String) throws -> Plan {
        let document = FieldSample.document(sample.kind)
        var there = document
        there.fields[sample.field] = sample.other
        let named =
            ["Readers", "Writers"].map {
                Document(kind: .role, name: $0, fields: ["name": .string($0), "permissions": [:]])
            }
            + ["north", "south"].map {
                Document(
                    kind: .deployment, name: $0,
                    fields: [
                        "name": .string($0), "originPrefix": "p",
                        "origin": ["endpoint": "e", "bucket": .string("other-" + $0)],
                    ])
            }
        let beside = named.filter { $0.id != document.id }
        var contents = try Fixture.contents()
        contents.documents = Dictionary(grouping: beside + [document], by: \.kind)
        contents.masked = [:]
        return try Planner(Policy(yaml: policy, file: "p"), dialect: dialect, isRehearsal: true).plan(
            contents, onto: Inventory(beside + [there]), url: "u", organization: OrganizationName("Quay"))
    }

    // MARK: - Golden

    @Test func `what is sent of every field stands in the golden file`() throws {
        var lines: [String] = []
        for kind in Kind.allCases {
            let body = try Self.creation(of: kind)
            for sample in FieldSample.all where sample.kind == kind {
                let sent = body.members.first { $0.key == sample.field }.map { $0.value.canonical }
                lines.append(
                    "\(sample)  \(sample.fieldClass.rawValue)  \(sent.map { "sent as \($0)" } ?? "not sent")")
            }
        }
        #expect(lines.count == FieldSample.all.count)
        try expectGolden(lines.joined(separator: "\n") + "\n", "fields")
    }

    /// What the calls that make an object send, an app's deployments included.
    private static func creation(of kind: Kind) throws -> JSONObject {
        var contents = try Fixture.contents()
        let needed: [Kind: [Document]] = [
            .user: [FieldSample.document(.role)], .app: [FieldSample.document(.deployment)],
        ]
        contents.documents = Dictionary(
            grouping: (needed[kind] ?? []) + [FieldSample.document(kind)], by: \.kind)
        contents.masked = [:]
        let policy = try Policy(yaml: "{ users: invite, subscriptions: create }", file: "p")
        let plan = try Planner(policy, dialect: dialect, isRehearsal: true).plan(
            contents, onto: Inventory(), url: "u", organization: OrganizationName("Quay"))
        return plan.actions.filter { $0.object == .document(FieldSample.document(kind).id) }.compactMap(
            \.body
        )
        .reduce(JSONObject()) { $0.merging($1) }
    }

    // MARK: - Partial failure

    @Test(
        arguments: FieldSample.all.filter {
            [.value, .reference].contains($0.fieldClass) && canBeIgnored($0)
        })
    func `a target that ignores a field is stopped at the first object of the kind, with the key to look at`(
        sample: FieldSample
    ) async throws {
        let path = Self.dialect[sample.kind].path
        let faults = "faults: [{ route: '* \(path)', fault: ignore, field: \(sample.field) }]"
        try await withTrial(policy: "{ users: invite, subscriptions: create }", faults: faults) { trial in
            var trial = trial
            trial.fixture.contents.builds = []
            trial.fixture.contents.masked = [:]
            var documents: [Kind: [Document]] = [
                .role: [Fixture.document(.role, "Administrators", ["permissions": [:]])]
            ]
            for kind in Kind.allCases { documents[kind, default: []].append(FieldSample.document(kind)) }
            trial.fixture.contents.documents = documents
            let error = try await failure { [trial] in try await trial.run() }
            #expect(error.status == .outsideContract, "\(error.what)")
            #expect(error.hint?.contains("fields.\(sample)") == true, "\(error.what): \(error.hint ?? "")")
        }
    }

    /// An Edge demands the others: without them it refuses, which is no silence.
    private static func canBeIgnored(_ sample: FieldSample) -> Bool {
        let demanded: [Kind: Set<String>] = [
            .role: ["permissions"], .deployment: ["origin", "originPrefix"],
            .user: ["firstname", "surname", "roles", "email"], .app: ["label"],
            .subscription: ["kind", "url", "types", "events", "channel"],
        ]
        return demanded[sample.kind]?.contains(sample.field) == false
    }
}
