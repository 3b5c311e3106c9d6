import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// A small organization for tests of single endpoints.
enum Dock {
    static let seed = """
        organizations:
          - name: Dock
            accounts: [{username: ferry}]
            roles:
              - {name: Readers, permissions: {apps: 2, beUsers: 2, deployments: 2, roles: 2, subscriptions: 2, tasks: 2}}
              - {name: Writers, permissions: {apps: 5}}
            users:
              - {username: reader, label: Reads, roles: [Readers]}
            deployments:
              - {name: north, originPrefix: live, origin: {kind: s3, endpoint: e.example, bucket: north, secretAccessKey: hidden}}
              - {name: south, originPrefix: live, origin: {kind: s3, endpoint: e.example, bucket: south}}
            apps:
              - {name: Gull, label: Gull, maxBuilds: 2, deployments: [north]}
              - {name: Tern, label: Tern}
        """

    static func run(
        faults: String = "", data: String? = nil, stageTime: Duration = .zero,
        _ body: @escaping @Sendable (RunningSandbox, RawCaller) async throws -> Void
    ) async throws {
        try await withSandbox(
            seed: seed, faults: faults, data: data, configure: { $0.stageTime = stageTime }
        ) { sandbox in
            try await body(sandbox, try sandbox.caller())
        }
    }
}

extension RawCaller {
    /// Calls and demands a status.
    @discardableResult
    func expect(
        _ status: Int, _ method: HTTPMethod, _ path: String, _ body: JSON? = nil,
        headers: [HTTPHeader] = [], at location: SourceLocation = #_sourceLocation
    ) async throws -> RawAnswer {
        let answer = try await call(method, path, body, headers: headers)
        #expect(answer.status == status, "\(answer.text)", sourceLocation: location)
        return answer
    }

    /// Asks for an upload address and sends the bytes; gives the id of the upload's task.
    @discardableResult
    func upload(_ bytes: Data, to app: String, label: String? = nil) async throws -> String {
        let asked = try await call(
            .post, "/be/v1/builds", ["appName": .string(app), "label": .optional(label)])
        #expect(asked.status == 200)
        let address = try #require(asked.json["uploadUrl"]?.string)
        #expect(try await put(address, bytes).status == 200)
        return try #require(asked.json["taskId"]?.string)
    }

    func app(_ name: String) async throws -> JSON {
        try #require(try await call(.get, "/be/v1/apps/\(name)").json["app"])
    }

    /// Waits until an app neither processes nor exports.
    @discardableResult
    func idle(_ name: String) async throws -> JSON {
        for _ in 0..<1000 {
            let app = try await app(name)
            if app["processing"] == false, app["exporting"] == false { return app }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw MissingValue(what: "the app \(name) does not come to rest")
    }
}

extension JSON {
    /// The values of one field in a list of objects.
    func column(_ field: String) -> [JSON] { array?.map { $0[field] ?? .null } ?? [] }
}
