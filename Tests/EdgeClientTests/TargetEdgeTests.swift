import EdgeClient
import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

@Suite struct TargetEdgeTests {
    @Test func `a machine user gets a key, and a new one when it is reset`() async throws {
        try await withSandbox { sandbox in
            let target = try target(sandbox)
            let answer = try await target.create(
                .user, body: ["username": "robot", "label": "r", "roles": ["Administrators"]])
            let first = try target.newKey(in: answer)
            let second = try await target.resetKey(ofUser: "robot")
            #expect(first != second)
            let robot = try self.target(sandbox, .apiKey(username: "robot", key: second))
            #expect(try await robot.list(.app).count == 4)
            let old = try self.target(sandbox, .apiKey(username: "robot", key: first))
            await #expect(throws: ClientError.self) { try await old.list(.app) }
        }
    }

    @Test func `an answer without the key names the dialect`() async throws {
        try await withSandbox { sandbox in
            let target = try target(sandbox)
            let error = #expect(throws: ClientError.self) { try target.newKey(in: ["status": "success"]) }
            #expect(error?.hint == "Correct users.apiKey in the dialect.")
            #expect(target.subscriptionSecret(in: ["status": "success"]) == nil)
            #expect(target.subscriptionSecret(in: ["subscription": ["secret": "s"]])?.reveal() == "s")
        }
    }

    @Test func `a change names its object, and null removes a field`() async throws {
        try await withSandbox { sandbox in
            let target = try target(sandbox)
            _ = try await target.update(.app, body: ["name": "Tugboat", "label": "Tug", "extra": 1])
            _ = try await target.update(.app, body: ["name": "Tugboat", "extra": .null])
            let app = try #require(try await target.appState("Tugboat")).document
            #expect(app.fields["label"] == "Tug")
            #expect(app.fields["extra"] == nil)
        }
    }

    @Test func `a build is announced, uploaded and shows up in the app`() async throws {
        try await withSandbox { sandbox in
            try await withTemporaryFolder { folder in
                let target = try target(sandbox)
                let tar = try await Self.build(sandbox, app: "Drydock", number: 1, in: folder)
                let before = try #require(try await target.appState("Drydock"))
                let ticket = try await target.announceBuild(
                    of: "Drydock", label: "again", size: tar.size, from: nil)
                let task = try #require(try await target.tasks(of: "Drydock").first { $0.id == ticket.task })
                #expect(task.isUpload && task.isOpen && !task.isFailed)
                try await target.upload(tar, to: try #require(ticket.uploadURL))
                let after = try await Self.waitUntilIdle(target, "Drydock", beyond: before.currentBuild)
                #expect(after.currentBuild == before.currentBuild + 1)
                #expect(after.builds.last?.label == "again")
                #expect(after.builds.last?.size == tar.size)
                #expect(after.error == nil)
                await #expect(throws: ClientError.self) {
                    try await target.upload(tar, to: try #require(ticket.uploadURL))
                }
            }
        }
    }

    @Test func `a target fetches a build by itself from a plain address and from one with headers`()
        async throws
    {
        try await withSandbox { sandbox in
            let target = try target(sandbox)
            let place = sandbox.report.builds.replacing("{org}", with: "Harbour").replacing(
                "{app}", with: "Drydock"
            )
            .replacing("{build}", with: "1")
            let size = try #require(try await target.appState("Drydock")?.builds.first?.size)
            for headers in [[:], ["X-Anything": Secret("1")]] {
                let before = try #require(try await target.appState("Drydock")).currentBuild
                let url = BuildURL(url: Secret(place), headers: headers)
                let ticket = try await target.announceBuild(of: "Drydock", label: nil, size: size, from: url)
                #expect(ticket.uploadURL == nil)
                _ = try await Self.waitUntilIdle(target, "Drydock", beyond: before)
            }
        }
    }

    @Test func `an upload that nobody sends is ended`() async throws {
        try await withSandbox { sandbox in
            let target = try target(sandbox)
            let ticket = try await target.announceBuild(of: "Drydock", label: nil, size: 5, from: nil)
            let task = try #require(ticket.task)
            try await target.expire(task: task)
            let ended = try #require(try await target.tasks(of: "Drydock").first { $0.id == task })
            #expect(!ended.isOpen)
        }
    }

    @Test func `without a list the builds follow from current build, rotation and patches`() {
        let app = { (fields: JSONObject) in
            Document(kind: .app, name: "a1", fields: fields).builds(Dialect()).map(\.number)
        }
        #expect(app(["iCurBuild": 7, "maxBuilds": 3]) == [5, 6, 7])
        #expect(app(["iCurBuild": 2, "maxBuilds": 5]) == [1, 2])
        #expect(app(["iCurBuild": 0, "maxBuilds": 5]) == [])
        #expect(app([:]) == [])
        #expect(
            app([
                "iCurBuild": 9, "maxBuilds": 2,
                "patches": [["fromBuildId": 4, "toBuildId": 9], ["fromBuildId": 99, "toBuildId": 9]],
            ]) == [4, 8, 9])
        #expect(app(["iCurBuild": 3, "builds": [["id": 3], ["id": 1]]]) == [1, 3])
    }

    private func target(_ sandbox: RunningSandbox, _ credentials: Credentials? = nil) throws -> TargetEdge {
        let account = try sandbox.organization
        let address = try EdgeAddress(
            url: sandbox.url, organization: OrganizationName(account.name), side: .target)
        return TargetEdge(
            address, credentials ?? .apiKey(username: account.username, key: account.apiKey),
            dialect: Dialect(),
            over: fastTransport())
    }

    private static func build(_ sandbox: RunningSandbox, app: String, number: Int, in folder: String)
        async throws
        -> FileSlice
    {
        let place = sandbox.report.builds.replacing("{org}", with: "Harbour").replacing("{app}", with: app)
            .replacing("{build}", with: String(number))
        _ = try await fastTransport().download(place, to: folder + "/build.tar")
        return try FileSlice(whole: folder + "/build.tar")
    }

    /// Asks until the app has a newer build and is idle; bounded by the number of questions.
    private static func waitUntilIdle(_ target: TargetEdge, _ app: String, beyond build: Int) async throws
        -> AppState
    {
        for _ in 0..<2000 {
            let state = try #require(try await target.appState(app))
            if state.currentBuild > build, !state.isBusy { return state }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw MissingValue(what: "the app \(app) did not become idle")
    }
}
