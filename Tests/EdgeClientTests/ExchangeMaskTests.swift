import EdgeCore
import Testing

@testable import EdgeClient

@Suite struct ExchangeMaskTests {
    private let mask = ExchangeMask(Dialect())

    @Test func `values go, their form and the names of keys stay`() throws {
        let body = try JSON(
            reading: """
                {"app": {"name": "Tide", "empty": "", "url": "https://h/x", "updated": "2026-04-22T15:09:02.000Z",
                "size": 123.5, "busy": true, "error": null, "secretKey": "********"}}
                """)
        #expect(
            mask.body(body) == [
                "app": [
                    "name": "<text>", "empty": "", "url": "<address>", "updated": "<time>", "size": 0,
                    "busy": true,
                    "error": .null, "secretKey": "<placeholder>",
                ]
            ])
    }

    @Test func `a key that is a name of somebody goes too`() throws {
        let body = try JSON(
            reading: #"{"owners": {"ada": 1, "ada@example.com": 2, "x y": 3}, "first": "ada"}"#)
        #expect(
            mask.body(body) == [
                "owners": ["<key 0>": 0, "<key 1>": 0, "<key 2>": 0], "first": "<text>",
            ])
    }

    @Test func `of a long list the first items stay, and how many more there were`() {
        let list: JSON = .array((0..<10).map { .int($0) })
        #expect(mask.body(list) == [0, 0, 0, "<7 more>"])
    }

    @Test(arguments: [
        ("/be/v1/apps", "/be/v1/apps"), ("/be/v1/apps/Tide", "/be/v1/apps/<name>"),
        ("/be/v1/apps/a/b", "/be/v1/apps/<name>"), ("/be/v1/trainings/Tide", "/be/v1/trainings/<name>"),
        ("/be/v1/users?limit=5&fields[]=email&ada=1", "/be/v1/users?limit=5&fields[]=<text>&ada=<text>"),
        ("/x", "/x"),
    ])
    func `names go out of paths and queries`(path: String, shown: String) {
        #expect(mask.path(path) == shown)
    }
}
