import EdgeClient
import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Synchronization
import TestKit
import Testing

@testable import EdgeSnapshot

@Suite struct ConsistentReadingTests {
    @Test func `what changed, came and went between two lists is read again, and nothing is fuzzy`()
        async throws
    {
        try await withRestlessEdge { edge, caller in
            edge.afterList(1) {
                _ = try await caller.call(.patch, "/be/v1/apps", ["name": "Drydock", "label": "new"])
                _ = try await caller.call(
                    .post, "/be/v1/apps", ["name": "Launch", "label": "l", "deployments": []])
                _ = try await caller.call(.delete, "/be/v1/apps/Tugboat")
            }
            let (documents, fuzzy) = try await ConsistentReading(of: edge).run(.app)
            #expect(documents.map(\.name) == ["Drydock", "Launch", "Lighthouse", "Regatta"])
            #expect(documents.first?.fields["label"] == "new")
            #expect(fuzzy.isEmpty)
            #expect(edge.lists == 3)
        }
    }

    @Test func `a quiet kind is listed twice`() async throws {
        try await withRestlessEdge { edge, _ in
            let (documents, fuzzy) = try await ConsistentReading(of: edge).run(.role)
            #expect(documents.count == 8 && fuzzy.isEmpty)
            #expect(edge.lists == 2)
        }
    }

    @Test func `an object that changes to the last is kept as it was read last, and named`() async throws {
        try await withRestlessEdge { edge, caller in
            for list in 1...4 {
                edge.afterList(list) {
                    _ = try await caller.call(
                        .patch, "/be/v1/apps", ["name": "Drydock", "label": .string("label \(list)")])
                }
            }
            let (documents, fuzzy) = try await ConsistentReading(of: edge).run(.app)
            #expect(documents.first?.fields["label"] == "label 4")
            #expect(fuzzy == [ObjectID(kind: .app, name: "Drydock")])
            #expect(edge.lists == 4)
        }
    }

    @Test func `an object that pages lose is fuzzy, and never lost`() async throws {
        try await withRestlessEdge { edge, _ in
            edge.hide("Regatta", fromList: 2)
            let (documents, fuzzy) = try await ConsistentReading(of: edge).run(.app)
            #expect(documents.map(\.name) == ["Drydock", "Lighthouse", "Regatta", "Tugboat"])
            #expect(fuzzy == [ObjectID(kind: .app, name: "Regatta")])
        }
    }

    private func withRestlessEdge(
        _ body: @escaping @Sendable (RestlessEdge, RawCaller) async throws -> Void
    ) async throws {
        try await withSandbox { sandbox in
            let account = try sandbox.organization
            let address = try EdgeAddress(
                url: sandbox.url, organization: OrganizationName(account.name), side: .source)
            var settings = TransportSettings()
            settings.requestsPerSecond = 5000
            let edge = SourceEdge(
                address, .apiKey(username: account.username, key: account.apiKey), dialect: Dialect(),
                over: Transport(settings))
            try await body(RestlessEdge(edge), sandbox.caller())
        }
    }
}

/// A real Edge on which something happens after the n-th list, or whose later lists leave an object out.
private final class RestlessEdge: ReadableEdge {
    private let edge: SourceEdge
    private let state = Mutex(
        (lists: 0, events: [Int: @Sendable () async throws -> Void](), hidden: ("", Int.max)))

    init(_ edge: SourceEdge) { self.edge = edge }

    var address: EdgeAddress { edge.address }
    var dialect: Dialect { edge.dialect }
    var username: String? { edge.username }
    var lists: Int { state.withLock { $0.lists } }

    func afterList(_ number: Int, _ event: @escaping @Sendable () async throws -> Void) {
        state.withLock { $0.events[number] = event }
    }

    func hide(_ name: String, fromList number: Int) { state.withLock { $0.hidden = (name, number) } }

    func list(_ kind: Kind) async throws -> [Document] {
        let documents = try await edge.list(kind)
        let (number, event, hidden) = state.withLock { state in
            state.lists += 1
            return (state.lists, state.events[state.lists], state.hidden)
        }
        try await event?()
        return documents.filter { $0.name != hidden.0 || number < hidden.1 }
    }

    func find(_ id: ObjectID) async throws -> Document? { try await edge.find(id) }
}
