import EdgeCore
import Testing

@Suite struct MaskTests {
    private let mask = Mask(Dialect())

    @Test func `strings at or below a key named like a secret are left out and listed`() {
        let document = Document(
            kind: .deployment, name: "eu",
            fields: [
                "name": "eu", "originPrefix": "games",
                "origin": [
                    "endpoint": "s3.example", "accessKeyId": "AKIA", "secretAccessKey": "s3cr3t",
                    "credentials": ["user": "u", "list": ["one", 2]],
                ],
                "apiToken": "t", "passwordLength": 12,
            ])
        let (masked, places) = mask.apply(to: document)
        #expect(
            places.map(\.description) == [
                "/apiToken", "/origin/accessKeyId", "/origin/credentials/list/0", "/origin/credentials/user",
                "/origin/secretAccessKey",
            ])
        #expect(
            masked.fields == [
                "name": "eu", "originPrefix": "games", "passwordLength": 12,
                "origin": ["endpoint": "s3.example", "credentials": ["list": [2]]],
            ])
    }

    @Test func `the placeholder of the server is never stored`() {
        let document = Document(kind: .app, name: "a1", fields: ["name": "a1", "note": "********"])
        #expect(mask.apply(to: document).document.fields == ["name": "a1"])
        #expect(mask.apply(to: document).places.map(\.description) == ["/note"])
    }

    @Test func `permissions of a role are rights, whatever their resources are called`() {
        let document = Document(
            kind: .role, name: "r1", fields: ["name": "r1", "permissions": ["keys": 15, "tokens": "all"]])
        #expect(mask.apply(to: document).document == document)
        #expect(mask.apply(to: document).places.isEmpty)
    }

    @Test func `names are never masked`() {
        let document = Document(kind: .app, name: "********", fields: ["name": "********"])
        #expect(mask.apply(to: document).document == document)
    }

    @Test func `fields of the class secret are masked under any name`() {
        var dialect = Dialect()
        dialect.fields = ["app": ["pin": .secret]]
        let document = Document(kind: .app, name: "a1", fields: ["name": "a1", "pin": ["1234"]])
        let (masked, places) = Mask(dialect).apply(to: document)
        #expect(masked.fields == ["name": "a1", "pin": []])
        #expect(places.map(\.description) == ["/pin/0"])
    }
}
