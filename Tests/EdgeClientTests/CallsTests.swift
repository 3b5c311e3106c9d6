import EdgeClient
import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// The calls that no journey makes by itself, against a sandbox.
@Suite struct CallsTests {
    @Test func `objects of every kind are deleted, and what is not there is said`() async throws {
        try await withEdges { edges in
            let target = edges.target
            for name in ["build_events", "chat"] {
                #expect(try await target.delete(ObjectID(kind: .subscription, name: name)))
            }
            let isGone = try await target.delete(ObjectID(kind: .app, name: "Regatta"))
            #expect(isGone)
            #expect(try await target.delete(ObjectID(kind: .user, name: "shop")))
            #expect(try await target.delete(ObjectID(kind: .role, name: "Access Control")))
            #expect(try await target.delete(ObjectID(kind: .role, name: "Access Control")) == false)
            let error = await #expect(throws: ClientError.self) {
                _ = try await target.delete(ObjectID(kind: .role, name: "Administrators"))
            }
            #expect(error?.answerStatus == 409)
        }
    }

    @Test func `a deployment and an organization go only by their names`() async throws {
        try await withEdges { edges in
            let spare: JSONObject = [
                "name": "spare", "originPrefix": "x",
                "origin": ["kind": "s3", "endpoint": "e", "bucket": "b"],
            ]
            _ = try await edges.target.create(.deployment, body: spare)
            #expect(try await edges.target.deleteDeployment("spare", typed: "europe") == false)
            #expect(try await edges.target.find(ObjectID(kind: .deployment, name: "spare")) != nil)
            #expect(try await edges.target.deleteDeployment("spare", typed: "spare"))
            #expect(try await edges.target.deleteOrganization(typed: "harbour", prune: true) == false)
            #expect(try await edges.target.deleteOrganization(typed: "Harbour", prune: true))
            #expect(try await edges.sandbox.model()["organizations"] == [:])
        }
    }

    @Test func `traces are processed and tasks are read`() async throws {
        try await withEdges { edges in
            let before = try await edges.target.tasks(of: "Drydock").count
            try await edges.target.processTraces(of: "Drydock")
            let after = try await edges.target.tasks(of: "Drydock")
            #expect(after.count > before)
            let last = try #require(after.last)
            #expect(try await edges.target.task(last.id)?.type == last.type)
            #expect(try await edges.target.task("task-9999") == nil)
        }
    }

    @Test func `a failed task is acknowledged and tried again`() async throws {
        try await withEdges { edges in
            let url = BuildURL(url: Secret("http://127.0.0.1:1/x.tar"))
            let ticket = try await edges.target.announceBuild(of: "Drydock", label: nil, size: 1, from: url)
            let id = try #require(ticket.task)
            var task = try await edges.target.task(id)
            for _ in 0..<1000 where task?.isOpen != false {
                try await Task.sleep(for: .milliseconds(10))
                task = try await edges.target.task(id)
            }
            #expect(task?.isFailed == true)
            try await edges.target.acknowledge(task: id)
            #expect(try await edges.target.task(id)?.fields["acknowledged"] == true)
            try await edges.target.retry(task: id)
            #expect(try await edges.target.tasks(of: "Drydock").count { $0.type == "dltar" } == 2)
        }
    }

    @Test func `a person changes the password and logs out; a key is made and ended`() async throws {
        try await withEdges { edges in
            let (id, key) = try await edges.target.createKey()
            let second = try edges.target(.apiKey(username: "ferry", key: key))
            #expect(try await second.list(.role).isEmpty == false)
            #expect(try await edges.target.deleteKey(try #require(id)))
            let error = await #expect(throws: ClientError.self) { _ = try await second.list(.role) }
            #expect(error?.answerStatus == 401)

            let made = try await edges.target.createOrganization(
                OrganizationName("Slip"), email: "b@s.example")
            let first = Secret(try #require(made["password"]?.string))
            let slip = try edges.target(.login(username: "administrator", password: first), in: "Slip")
            try await slip.logOut()
            try await slip.changePassword(from: first, to: Secret("another"))
            let again = try edges.target(
                .login(username: "administrator", password: Secret("another")), in: "Slip")
            #expect(try await again.list(.role).map(\.name) == ["Administrators"])
        }
    }

    @Test
    func `an administrator pings, reads versions, submits the test task, makes and deletes an organization`()
        async throws
    {
        try await withEdges { edges in
            let admin = try edges.admin("Slip")
            try await admin.ping()
            #expect(try await admin.versions()["edge"] == "156")
            let task = try await admin.submitTestTask(message: "hello", maintenance: false)
            #expect(task["taskId"]?.string?.isEmpty == false)
            #expect(try await admin.createOrganization(email: "b@s.example", label: "Slip"))
            #expect(try await admin.createOrganization(email: "b@s.example", label: nil) == false)
            try await admin.deleteOrganization()
            #expect(try await edges.sandbox.model()["organizations"]?["Slip"] == nil)
        }
    }

    private func withEdges(_ body: @escaping @Sendable (Edges) async throws -> Void) async throws {
        try await withSandbox { sandbox in
            let account = try sandbox.organization
            let address = try EdgeAddress(
                url: sandbox.url, organization: OrganizationName(account.name), side: .target)
            let target = TargetEdge(
                address, .apiKey(username: account.username, key: account.apiKey), dialect: Dialect(),
                over: fastTransport())
            try await body(Edges(sandbox: sandbox, target: target))
        }
    }
}

/// A sandbox as its account with all rights, and as others, see it.
private struct Edges: Sendable {
    let sandbox: RunningSandbox
    let target: TargetEdge

    func target(_ credentials: Credentials, in organization: String = "Harbour") throws -> TargetEdge {
        TargetEdge(try address(organization), credentials, dialect: Dialect(), over: fastTransport())
    }

    func admin(_ organization: String) throws -> AdminEdge {
        AdminEdge(
            try address(organization), token: sandbox.report.adminToken, side: .target, dialect: Dialect(),
            over: fastTransport())
    }

    private func address(_ organization: String) throws -> EdgeAddress {
        try EdgeAddress(url: sandbox.url, organization: OrganizationName(organization), side: .target)
    }
}
