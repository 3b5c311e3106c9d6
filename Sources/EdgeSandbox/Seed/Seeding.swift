import EdgeCore
import Foundation
import GRDB

/// Puts a seed into an empty sandbox, through the same rules and the same pipeline as calls of the API.
struct Seeding: Sendable {
    let shelf: Shelf
    let pipeline: Pipeline

    /// The setting that says that a seed is in, whole.
    static let mark = "seeded"

    func sow(_ seed: Seed) async throws {
        try await shelf.write { ledger in
            if let token = seed.adminToken { try ledger.set(SandboxReport.adminToken, to: token) }
            for organization in seed.organizations { try Self.sow(organization, ledger) }
        }
        for organization in seed.organizations {
            for (app, builds) in organization.builds {
                for build in builds { try await sow(build, of: app, in: organization.name) }
            }
        }
        try await shelf.write { try $0.set(Self.mark, to: "true") }
    }

    private static func sow(_ organization: Seed.Organization, _ ledger: Ledger) throws {
        try named("organization \(quoted(organization.name))") { _ = try OrganizationName(organization.name) }
        try OrganizationFounding(ledger: ledger, name: organization.name).found(
            reporting: organization.accounts.first?.username)
        let scope = Scope(ledger: ledger, organization: organization.name)
        let names = ledger.dialect
        for body in organization.documents[.role] ?? [] { try create(.role, body, scope) }
        for account in organization.accounts {
            var body: JSONObject = ["label": "Account of the sandbox"]
            body[names.user.postIdentity] = .string(account.username)
            body[names.users.roles] = .strings(account.roles)
            try create(.user, body, scope)
            guard let key = account.apiKey else { continue }
            try ledger.setSecret(key.reveal(), of: .user, account.username, in: organization.name)
        }
        for kind in Kind.allCases where kind != .role {
            for body in organization.documents[kind] ?? [] { try create(kind, body, scope) }
        }
        for (username, password) in organization.passwords {
            try ledger.setPassword(password.reveal(), of: username, in: organization.name)
        }
        for token in organization.tokens {
            try ledger.database.execute(
                sql: "INSERT INTO token (token, use, organization, username) VALUES (?, 'access', ?, ?)",
                arguments: [token.token, organization.name, token.username])
        }
    }

    private static func create(_ kind: Kind, _ body: JSONObject, _ scope: Scope) throws {
        let name = body[scope.dialect[kind].postIdentity]?.string ?? "?"
        try named("\(kind.rawValue) \(quoted(name))") {
            _ = try DocumentRoutes(kind: kind, dialect: scope.dialect).create(body, scope)
        }
    }

    private func sow(_ build: Seed.Build, of app: String, in organization: String) async throws {
        if case .known(let number, let size) = build.content {
            return try await shelf.write {
                try $0.addKnownBuild(number, of: app, label: build.label, size: size, in: organization)
            }
        }
        let begun = try await shelf.write { ledger in
            try ledger.begin(app: app, label: build.label, at: .upload, in: organization)
        }
        let path = shelf.bytes.partial(of: begun.item)
        try await blocking("seed") { _ in try SeedTar.make(build.content, at: path) }
        try shelf.bytes.keep(begun.item)
        try await shelf.write { ledger in
            guard let item = try ledger.item(begun.item) else { return }
            try ledger.closeTask(of: item, state: .done)
            try ledger.complete(item.id)
            try ledger.move(item, to: .mkraw)
        }
        try await pipeline.drain()
        let stage = try await shelf.read { try $0.item(begun.item)?.stage }
        guard stage == .done else {
            throw SandboxError.seed(what: "a build of app \(quoted(app))", reason: "its tar cannot be read")
        }
    }

    /// Gives a refusal of the API the name of the entry that caused it.
    private static func named(_ what: String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let refusal as Refusal {
            throw SandboxError.seed(what: what, reason: refusal.message)
        } catch let error as CoreError {
            throw SandboxError.seed(what: what, reason: error.why ?? error.what)
        }
    }
}
