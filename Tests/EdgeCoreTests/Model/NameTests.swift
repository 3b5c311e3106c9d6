import EdgeCore
import Testing

@Suite struct NameTests {
    @Test(arguments: ["ab", "A_9", String(repeating: "x", count: 50)])
    func `words of two to fifty characters are names`(text: String) throws {
        #expect(try AppName(text).text == text)
        #expect(try OrganizationName(text).text == text)
    }

    @Test(arguments: ["", "a", "a b", "a/b", "..", "a[1]", "é2", "ab\n", String(repeating: "x", count: 51)])
    func `anything else is refused and shown`(text: String) {
        #expect(throws: CoreError.name(kind: "app", text: text, pattern: "[A-Za-z0-9_]{2,50}")) {
            try AppName(text)
        }
    }

    @Test func `deployments may carry brackets`() throws {
        #expect(try DeploymentName("gcore[eu]").text == "gcore[eu]")
        #expect(throws: CoreError.self) { try DeploymentName("gcore eu") }
    }

    @Test func `roles and subscriptions are free of slashes and control characters only`() {
        #expect(NamePattern.free.accepts("Account Admins"))
        #expect(!NamePattern.free.accepts(""))
        #expect(!NamePattern.free.accepts("a/b"))
        #expect(!NamePattern.free.accepts("a\u{0}b"))
        #expect(!NamePattern.free.accepts(String(repeating: "x", count: 201)))
    }

    @Test func `an object is named by kind and name`() throws {
        let id = try #require(ObjectID("role/A b"))
        #expect(id == ObjectID(kind: .role, name: "A b"))
        #expect(id.description == "role/A b")
        #expect(ObjectID("build/x") == nil)
        #expect(ObjectID("role/") == nil)
        #expect(ObjectID("role") == nil)
    }
}
