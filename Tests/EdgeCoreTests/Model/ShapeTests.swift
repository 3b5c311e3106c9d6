import EdgeCore
import Testing

@Suite struct ShapeTests {
    private static var other: Dialect {
        var dialect = Dialect()
        dialect.shapes.lists = .named
        dialect.shapes.listKey = "rows"
        dialect.shapes.items = .bare
        dialect.shapes.permissions = .list
        dialect.shapes.permissionResource = "on"
        dialect.shapes.permissionValue = "bits"
        dialect.shapes.roles = .objects
        dialect.shapes.roleName = "roleKey"
        dialect.shapes.deployments = .objects
        dialect.shapes.deploymentName = "id"
        return dialect
    }

    private let role = Document(
        kind: .role, name: "r", fields: ["name": "r", "permissions": ["apps": 2, "keys": 15]])
    private let user = Document(kind: .user, name: "u", fields: ["username": "u", "roles": ["r", "s"]])
    private let app = Document(kind: .app, name: "a", fields: ["name": "a", "deployments": ["eu"]])

    @Test func `answers hold lists and objects where the dialect says`() {
        let own = AnswerShape(Dialect())
        #expect(own.list(in: ["apps": [1]], own: "apps") == [1])
        #expect(own.list(in: [1], own: "apps") == nil)
        #expect(own.item(in: ["app": ["name": "a"]], own: "app") == ["name": "a"])
        let other = AnswerShape(Self.other)
        #expect(other.list(in: ["rows": [1], "apps": [2]], own: "apps") == [1])
        #expect(other.item(in: ["name": "a"], own: "app") == ["name": "a"])
        #expect(other.listKeys("app.list") == ["shapes.listKey", "shapes.lists"])
        #expect(other.itemKeys("app.item") == ["shapes.items"])
    }

    @Test func `permissions and references are written and read in the shape of the dialect`() {
        let shape = DocumentShape(Self.other)
        let permissions = shape.value(permissions: ["apps": 2])
        #expect(permissions == [["on": "apps", "bits": 2]])
        #expect(shape.permissions(permissions) == ["apps": 2])
        #expect(shape.value(names: ["eu"], of: .app) == [["id": "eu"]])
        #expect(shape.names([["id": "eu", "label": "x"]], of: .app) == ["eu"])
        #expect(shape.names(.null, of: .app) == [])
    }

    @Test func `a value in another shape is not read as nothing`() {
        let shape = DocumentShape(Self.other)
        #expect(shape.permissions(["apps": 2]) == nil)
        #expect(shape.names(["eu"], of: .app) == nil)
        #expect(shape.names([["name": "eu"]], of: .app) == nil)
        #expect(shape.deployments(of: [:]) == nil)
        let own = DocumentShape(Dialect())
        #expect(own.permissions([["on": "apps", "bits": 2]]) == nil)
        #expect(own.names([["id": "eu"]], of: .app) == nil)
    }

    @Test func `a translation carries shapes there and back`() {
        let there = DialectTranslation(from: Dialect(), to: Self.other)
        let back = DialectTranslation(from: Self.other, to: Dialect())
        #expect(
            there.document(role).fields["permissions"] == [
                ["on": "apps", "bits": 2], ["on": "keys", "bits": 15],
            ])
        #expect(there.document(user).fields["roles"] == [["roleKey": "r"], ["roleKey": "s"]])
        #expect(there.document(app).fields["deployments"] == [["id": "eu"]])
        for document in [role, user, app] { #expect(back.document(there.document(document)) == document) }
    }

    @Test func `references as objects are found, compared as sets, and keep their names under the mask`() {
        let dialect = Self.other
        let left = Document(
            kind: .user, name: "u",
            fields: ["username": "u", "roles": [["roleKey": "r", "apiToken": "t"], ["roleKey": "s"]]])
        let right = Document(
            kind: .user, name: "u",
            fields: ["username": "u", "roles": [["roleKey": "s", "made": "today"], ["roleKey": "r"]]])
        #expect(FieldTable(dialect).references(of: left).map(\.name) == ["r", "s"])
        let comparison = Comparison(dialect)
        #expect(comparison.differences(left, right).isEmpty)
        let (masked, places) = Mask(dialect).apply(to: left)
        #expect(masked.fields["roles"] == [["roleKey": "r"], ["roleKey": "s"]])
        #expect(places.map(\.description) == ["/roles/0/apiToken"])
        let fewer = Document(kind: .user, name: "u", fields: ["username": "u", "roles": [["roleKey": "r"]]])
        #expect(comparison.differences(left, fewer).map(\.place.description) == ["/roles"])
    }

    @Test func `a list of permissions has no order, and is never masked`() {
        let roles = [["on": "keys", "bits": 15], ["on": "apps", "bits": 2]].map { JSON.object($0) }
        let document = { (entries: [JSON]) in
            Document(kind: .role, name: "r", fields: ["name": "r", "permissions": .array(entries)])
        }
        let comparison = Comparison(Self.other)
        #expect(comparison.differences(document(roles), document(roles.reversed())).isEmpty)
        let changed = document([roles[0], ["on": "apps", "bits": 3]])
        #expect(
            comparison.differences(document(roles), changed).map(\.place.description) == ["/permissions/apps"]
        )
        #expect(Mask(Self.other).apply(to: document(roles)).document == document(roles))
    }

    @Test func `classes of a dialect are honoured by mask, comparison and translation`() {
        var dialect = Dialect()
        dialect.fields = ["app": ["lastPlayed": .volatile, "pin": .secret, "mirrors": .reference]]
        let left = Document(
            kind: .app, name: "a",
            fields: ["name": "a", "lastPlayed": "today", "pin": 1234, "mirrors": ["x", "y"]])
        let right = Document(
            kind: .app, name: "a",
            fields: ["name": "a", "lastPlayed": "now", "pin": 9, "mirrors": ["y", "x"]])
        #expect(Comparison(dialect).differences(left, right).isEmpty)
        let (masked, places) = Mask(dialect).apply(to: left)
        #expect(masked.fields["pin"] == nil)
        #expect(places.map(\.description) == ["/pin"])
        let moved = DialectTranslation(from: dialect, to: Dialect()).document(left)
        #expect(moved.fields["lastPlayed"] == nil)
        #expect(moved.fields["mirrors"] == ["x", "y"])
    }
}
