import EdgeCore
import Testing

@Suite struct ComparisonTests {
    private let comparison = Comparison(Dialect())

    private func app(_ fields: JSONObject) -> Document {
        Document(kind: .app, name: "a1", fields: JSONObject([(key: "name", value: "a1")]).merging(fields))
    }

    @Test(
        arguments: [
            (["label": .null], [:]),
            (["maxBuilds": 5], ["maxBuilds": .number(JSONNumber(5))]),
            (["deployments": ["a", "b"]], ["deployments": ["b", "a"]]),
            (["deployments": []], [:]),
            (["deployments": [["name": "a"]]], ["deployments": ["a"]]),
            (["iCurBuild": 3, "processing": true, "created": "x"], ["iCurBuild": 9]),
            (["apiKey": "one"], ["apiKey": "********"]),
            (["custom": ["empty": .null]], [:]),
            (["custom": ["secretKey": "abc"]], [:]),
        ] as [(JSONObject, JSONObject)])
    func `what means the same is equal`(left: JSONObject, right: JSONObject) {
        #expect(comparison.differences(app(left), app(right)).isEmpty)
        #expect(comparison.differences(app(right), app(left)).isEmpty)
    }

    @Test(
        arguments: [
            (["label": "x"], ["label": "y"], "/label"),
            (["label": "x"], [:], "/label"),
            (["deployments": ["a"]], ["deployments": ["a", "b"]], "/deployments"),
            (["custom": ["deep": [1, 2]]], ["custom": ["deep": [1, 3]]], "/custom/deep/1"),
            (["custom": [1]], ["custom": [1, 2]], "/custom"),
            (["custom": "1"], ["custom": 1], "/custom"),
            (["label": "\u{E9}"], ["label": "e\u{301}"], "/label"),
        ] as [(JSONObject, JSONObject, String)])
    func `what differs is named by its place`(left: JSONObject, right: JSONObject, place: String) {
        #expect(comparison.differences(app(left), app(right)).map(\.place.description) == [place])
    }

    @Test func `numbers compare by value`() throws {
        let left = app(["maxBuilds": try JSON(reading: "1.0")])
        let right = app(["maxBuilds": try JSON(reading: "1")])
        #expect(comparison.differences(left, right).isEmpty)
    }
}
