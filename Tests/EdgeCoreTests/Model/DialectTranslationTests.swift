import EdgeCore
import Testing

@Suite struct DialectTranslationTests {
    @Test func `names that a dialect knows are changed, and everything else goes as it is`() {
        var other = Dialect()
        other.app.identity = "title"
        other.apps.deployments = "places"
        let app = Document(
            kind: .app, name: "a1",
            fields: ["name": "a1", "deployments": ["eu"], "label": "A", "own": ["name": "x"]])
        let translation = DialectTranslation(from: Dialect(), to: other)
        #expect(
            translation.document(app).fields
                == ["title": "a1", "places": ["eu"], "label": "A", "own": ["name": "x"]])
        let back = DialectTranslation(from: other, to: Dialect())
        #expect(back.document(translation.document(app)) == app)
    }

    @Test func `two dialects may use each other's names`() {
        var other = Dialect()
        other.apps.deployments = "maxBuilds"
        other.apps.maxBuilds = "deployments"
        let app = Document(
            kind: .app, name: "a1", fields: ["name": "a1", "deployments": ["eu"], "maxBuilds": 3])
        #expect(
            DialectTranslation(from: Dialect(), to: other).document(app).fields
                == ["name": "a1", "deployments": 3, "maxBuilds": ["eu"]])
    }

    @Test func `the role of all rights keeps its meaning, and users keep it`() {
        var other = Dialect()
        other.roles.administrators = "Root"
        let translation = DialectTranslation(from: Dialect(), to: other)
        let role = Document(kind: .role, name: "Administrators", fields: ["name": "Administrators"])
        #expect(translation.document(role).name == "Root")
        #expect(translation.document(role).fields["name"] == "Root")
        let user = Document(
            kind: .user, name: "u1", fields: ["username": "u1", "roles": ["Administrators", "Testers"]])
        #expect(translation.document(user).fields["roles"] == ["Root", "Testers"])
    }

    @Test func `an origin moves to the other's places, and the places of secrets with it`() {
        var other = Dialect()
        other.origin.endpoint = "/store/host"
        other.origin.prefix = "/store/folder"
        other.users.apiKey = "accessKey"
        let translation = DialectTranslation(from: Dialect(), to: other)
        let deployment = Document(
            kind: .deployment, name: "eu",
            fields: [
                "name": "eu", "originPrefix": "p", "origin": ["endpoint": "e", "bucket": "b", "region": "r"],
            ])
        #expect(
            translation.document(deployment).fields == [
                "name": "eu", "origin": ["bucket": "b", "region": "r"],
                "store": ["folder": "p", "host": "e"],
            ])
        let places = translation.masked([
            deployment.id: [JSONPointer(["origin", "secretAccessKey"])],
            ObjectID(kind: .user, name: "u1"): [JSONPointer(["apiKey"])],
        ])
        #expect(places[deployment.id]?.map(\.description) == ["/origin/secretAccessKey"])
        #expect(places[ObjectID(kind: .user, name: "u1")]?.map(\.description) == ["/accessKey"])
    }

    @Test func `the same dialect changes nothing`() {
        let user = Document(
            kind: .user, name: "u1", fields: ["username": "u1", "roles": [["name": "r", "x": 1]]])
        #expect(DialectTranslation(from: Dialect(), to: Dialect()).document(user) == user)
    }
}
