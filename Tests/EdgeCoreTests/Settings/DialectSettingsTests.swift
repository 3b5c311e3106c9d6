import EdgeCore
import Foundation
import TestKit
import Testing

@Suite struct DialectSettingsTests {
    @Test func `the template holds every key with its default`() throws {
        #expect(try Dialect(path: template("dialect.yml")) == Dialect())
        let shown = try SettingsNode(
            yaml: String(contentsOfFile: template("dialect.yml"), encoding: .utf8), file: "t")
        #expect(Self.keys(shown.json) == Self.keys(try Self.json(Dialect())))
    }

    @Test func `a file changes what it names and leaves the rest`() throws {
        let dialect = try Dialect(
            yaml: """
                app: {list: applications}
                tasks: {openStates: [waiting]}
                limits: {pageSize: 20}
                placeholder: hidden
                fields: {app: {lastPlayed: volatile}, user: {pin: secret}}
                """, file: "d.yml")
        var expected = Dialect()
        expected.app.list = "applications"
        expected.tasks.openStates = ["waiting"]
        expected.limits.pageSize = 20
        expected.placeholder = "hidden"
        expected.fields = ["app": ["lastPlayed": .volatile], "user": ["pin": .secret]]
        #expect(dialect == expected)
    }

    @Test func `unknown keys and wrong values are named together, with lines and the nearest known key`() {
        #expect(
            throws: CoreError.settings(
                file: "d.yml",
                problems: [
                    "line 1: unknown key \"app.lits\", did you mean \"list\"?",
                    "line 2: role.path must be text that begins with a slash",
                    "line 3: limits.pageSize must be a whole number above 0",
                    "line 4: tasks.openStates must be a list of texts",
                    "line 5: fields.app.x is \"often\", expected identity, reference, value, secret, volatile, unknown",
                    "line 6: unknown key \"fields.application\"",
                    "line 7: unknown key \"nothing\"",
                ])
        ) {
            try Dialect(
                yaml: """
                    app: {lits: a}
                    role: {path: roles}
                    limits: {pageSize: 0}
                    tasks: {openStates: []}
                    fields: {app: {x: often},
                      application: {y: value}}
                    nothing: 1
                    """, file: "d.yml")
        }
    }

    @Test func `a choice is one of its words, and the nearest one is named with the line`() throws {
        let dialect = try Dialect(
            yaml: "shapes: {lists: bare, busy: tasks}\nlogin: {tokens: body}", file: "d.yml")
        var expected = Dialect()
        expected.shapes.lists = .bare
        expected.shapes.busy = .tasks
        expected.login.tokens = .body
        #expect(dialect == expected)
        #expect(
            throws: CoreError.settings(
                file: "d.yml",
                problems: [
                    "line 2: shapes.items is \"namd\", expected resource, named, bare; did you mean \"named\"?",
                    "line 3: shapes.roles is \"everything\", expected names, objects",
                    "line 4: commitExport is \"confirm\", expected assumed, confirmed; did you mean \"confirmed\"?",
                ])
        ) {
            try Dialect(
                yaml: "shapes:\n  items: namd\n  roles: everything\ncommitExport: confirm", file: "d.yml")
        }
    }

    @Test func `the second dialect of the tests differs in every key`() throws {
        let fixtures = URL(fileURLWithPath: template("dialect.yml")).deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Tests/Fixtures/second-dialect.yml").path
        let first = Self.leaves(try Self.json(Dialect()))
        let second = Self.leaves(try Self.json(Dialect(path: fixtures)))
        for (place, value) in first { #expect(second[place] != value, "\(place)") }
    }

    private static func json(_ dialect: Dialect) throws -> JSON {
        try JSON(reading: JSONEncoder().encode(dialect))
    }

    private static func keys(_ value: JSON) -> Set<String> { Set(leaves(value).keys) }

    private static func leaves(_ value: JSON, _ place: JSONPointer = JSONPointer()) -> [String: JSON] {
        guard let object = value.object, !object.isEmpty else { return [place.description: value] }
        return object.members.reduce(into: [:]) { all, member in
            all.merge(leaves(member.value, place.appending(member.key))) { _, new in new }
        }
    }
}
