import EdgeCore
import Testing

@Suite struct SettingsReaderTests {
    private enum Color: String, CaseIterable { case red, green }

    @Test func `values of every type are read`() throws {
        let reader = try SettingsReader(
            yaml: """
                text: hello
                quoted: "12"
                number: 12
                float: 1.5
                flag: true
                list: [a, 1]
                color: green
                nothing: null
                section: {inner: x}
                sections:
                  - {inner: y}
                """, file: "f.yml")
        let top = reader.top
        #expect(top.string("text") == "hello")
        #expect(top.string("quoted") == "12")
        #expect(top.int("number") == 12)
        #expect(top.double("float") == 1.5)
        #expect(top.bool("flag") == true)
        #expect(top.strings("list") == ["a", "1"])
        #expect(top.choice("color", Color.self) == .green)
        #expect(top.string("nothing") == nil)
        #expect(top.section("section").string("inner") == "x")
        #expect(top.sections("sections").first?.string("inner") == "y")
        #expect(top.section("absent").entries.isEmpty)
        top.close()
        try reader.finish()
    }

    @Test func `all problems come at once, with lines and the nearest known key`() throws {
        let reader = try SettingsReader(
            yaml: """
                onConflit: skip
                color: blue
                number: many
                section: 5
                """, file: "policy.yml")
        let top = reader.top
        _ = top.string("onConflict")
        _ = top.choice("color", Color.self)
        _ = top.int("number")
        _ = top.section("section")
        top.close()
        #expect(
            throws: CoreError.settings(
                file: "policy.yml",
                problems: [
                    "line 1: unknown key \"onConflit\", did you mean \"onConflict\"?",
                    "line 2: color is \"blue\", expected red, green",
                    "line 3: number must be a whole number, not text",
                    "line 4: section must be a map, not a number",
                ])
        ) { try reader.finish() }
    }

    @Test(arguments: ["a: [1", "a: 1\na: 2", "\t- :", "? [1]\n: 2"])
    func `what is no plain YAML is refused`(text: String) {
        #expect {
            try SettingsReader(yaml: text, file: "f.yml")
        } throws: { error in
            guard case CoreError.yaml(let file, _, let reason) = error else { return false }
            return file == "f.yml" && !reason.isEmpty
        }
    }

    @Test func `aliases that multiply without bound are refused`() {
        let lines = (1...9).map {
            "l\($0): &l\($0) [\(Array(repeating: "*l\($0 - 1)", count: 9).joined(separator: ", "))]"
        }
        #expect(throws: CoreError.self) {
            try SettingsReader(yaml: (["l0: &l0 [x]"] + lines).joined(separator: "\n"), file: "bomb.yml")
        }
    }

    @Test func `a file that is not there is named`() {
        #expect(throws: CoreError.file(path: "/nonexistent.yml", doing: "read", code: 2)) {
            try SettingsReader(path: "/nonexistent.yml")
        }
    }
}
