import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import Synchronization
import TestKit
import Testing

@testable import EdgeClient

@Suite struct LoginSessionTests {
    @Test func `a person reads and writes with tokens of one login`() async throws {
        try await withPeople { people in
            let edge = try people.edge()
            #expect(try await edge.list(.role).map(\.name) == ["Administrators"])
            _ = try await edge.create(.app, body: ["name": "Tide", "label": "Tide"])
            #expect(try await edge.list(.app).map(\.name) == ["Tide"])
            #expect(try await people.logins() == ["/be/v1/login", "/be/v1/login"])
        }
    }

    @Test func `many calls at once share one login, and one renewal when the token has ended`() async throws {
        try await withPeople { people in
            let edge = try people.edge()
            for _ in 0..<2 {
                try await forEachBounded(0..<50, limit: 50) { _ in _ = try await edge.list(.user) }
                people.clock.withLock { $0 += 16 * 60 }
            }
            #expect(
                try await people.logins() == ["/be/v1/login", "/be/v1/login", "/be/v1/refresh"])
        }
    }

    @Test func `a writing call that meets an ended token is made once, with a new one`() async throws {
        try await withPeople { people in
            let edge = try people.edge()
            _ = try await edge.list(.role)
            people.clock.withLock { $0 += 16 * 60 }
            _ = try await edge.create(.app, body: ["name": "Tide", "label": "Tide"])
            let creates = try await people.sandbox.model()["organizations"]?["Pier"]?["creates"]
            #expect(creates?["app/Tide"] == 1)
        }
    }

    @Test func `when the refresh token has ended too, the password is used again`() async throws {
        try await withPeople { people in
            let edge = try people.edge()
            _ = try await edge.list(.role)
            people.clock.withLock { $0 += 25 * 3600 }
            _ = try await edge.list(.role)
            let calls = try await people.logins()
            #expect(
                calls == ["/be/v1/login", "/be/v1/login", "/be/v1/refresh", "/be/v1/login", "/be/v1/login"])
        }
    }

    @Test func `a token is renewed before it ends`() async throws {
        try await withPeople { people in
            let time = Mutex(ContinuousClock.now)
            let connection = EdgeConnection(
                side: .source, address: try people.address(), credentials: .none, dialect: Dialect(),
                transport: fastTransport(), recorder: nil)
            let session = LoginSession(
                LoginCalls(connection: connection, username: "ada", password: Secret("sesame")),
                now: { time.withLock { $0 } })
            let first = try await session.access()
            time.withLock { $0 += .seconds(719) }
            #expect(try await session.access() == first)
            time.withLock { $0 += .seconds(2) }
            #expect(try await session.access() != first)
            #expect(try await people.logins().last == "/be/v1/refresh")
        }
    }

    @Test func `a wrong password is refused once, and not tried again`() async throws {
        try await withPeople { people in
            let edge = try people.edge(password: "wrong")
            for _ in 0..<3 {
                let error = await #expect(throws: ClientError.self) { _ = try await edge.list(.role) }
                #expect(error?.status == .notAllowed)
            }
            #expect(try await people.logins() == ["/be/v1/login"])
        }
    }

    @Test func `an organization that the person is not in is named`() async throws {
        try await withPeople { people in
            let edge = try people.edge(in: "Elsewhere")
            let error = await #expect(throws: ClientError.self) { _ = try await edge.list(.role) }
            guard case .notMember(.target, "Elsewhere") = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(error?.status == .notAllowed && error?.hint?.contains("--target-org") == true)
        }
    }

    @Test func `a login whose answer is lost is made again`() async throws {
        let faults = "faults: [{route: POST /be/v1/login, fault: loseReply, times: 1}]"
        try await withPeople(faults: faults) { people in
            let roles = try await people.edge(attempts: 3).list(.role)
            #expect(roles.count == 1)
        }
    }

    @Test func `a login in words of another dialect, with a header of its own, lets in`() async throws {
        var dialect = Dialect()
        dialect.login.path = "/be/v2/enter"
        dialect.login.selectionToken = "choose"
        dialect.login.organizations = "mine"
        dialect.login.organization = "org"
        dialect.login.accessToken = "now"
        dialect.login.refreshToken = "later"
        dialect.login.tokenHeader = "x-rockit-token"
        dialect.login.user = "who"
        dialect.login.password = "secretWord"
        dialect.login.refreshPath = "/be/v2/again"
        try await withPeople(dialect: dialect) { [dialect] people in
            let edge = try people.edge(dialect: dialect)
            _ = try await edge.list(.role)
            people.clock.withLock { $0 += 16 * 60 }
            _ = try await edge.list(.role)
            #expect(try await people.logins(dialect) == ["/be/v2/enter", "/be/v2/enter", "/be/v2/again"])
        }
    }

    private func withPeople(
        faults: String = "", dialect: Dialect = Dialect(),
        _ body: @escaping @Sendable (People) async throws -> Void
    ) async throws {
        let seed = """
            organizations:
              - name: Pier
                accounts: [{username: ferry}]
                users:
                  - {username: ada, email: a@p.example, firstname: Ada, surname: B, roles: [Administrators], password: sesame}
            """
        let clock = People.Clock()
        try await withSandbox(
            seed: seed, faults: faults,
            configure: {
                $0.now = { clock.time.withLock { $0 } }
                $0.dialect = dialect
            }
        ) { sandbox in
            try await body(People(sandbox: sandbox, holder: clock))
        }
    }
}

/// A sandbox with a person in it, and its clock.
private struct People: Sendable {
    final class Clock: Sendable {
        let time = Mutex(Date(timeIntervalSince1970: 1_790_000_000))
    }

    let sandbox: RunningSandbox
    let holder: Clock

    var clock: Clock { holder }

    func address(_ organization: String = "Pier") throws -> EdgeAddress {
        try EdgeAddress(url: sandbox.url, organization: OrganizationName(organization), side: .target)
    }

    func edge(
        password: String = "sesame", in organization: String = "Pier", dialect: Dialect = Dialect(),
        attempts: Int = 1
    ) throws -> TargetEdge {
        var settings = TransportSettings()
        settings.requestsPerSecond = 5000
        settings.attempts = attempts
        return TargetEdge(
            try address(organization), .login(username: "ada", password: Secret(password)), dialect: dialect,
            over: Transport(settings))
    }

    /// The calls of the login so far, in their order.
    func logins(_ dialect: Dialect = Dialect()) async throws -> [String] {
        let paths = [dialect.login.path, dialect.login.refreshPath]
        return try await sandbox.model()["calls"]?.array?.compactMap { $0["path"]?.string }.filter(
            paths.contains) ?? []
    }
}

extension People.Clock {
    func withLock(_ body: (inout Date) -> Void) { time.withLock { body(&$0) } }
}
