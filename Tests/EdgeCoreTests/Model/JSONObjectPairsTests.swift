import EdgeCore
import Testing

/// What comparing and masking do with whole objects.
struct JSONObjectPairsTests {
    @Test(arguments: [
        ([], []), (["a"], []), ([], ["a"]), (["a", "c", "é"], ["b", "c", "z"]), (["b"], ["a", "b"]),
    ])
    func `two objects are paired by key, each key once and in order`(_ left: [String], _ right: [String]) {
        let object = { (keys: [String]) in JSONObject(keys.map { (key: $0, value: JSON.string($0)) }) }
        let pairs = object(left).paired(with: object(right))
        #expect(pairs.map(\.key) == Set(left).union(right).sorted(by: precedes))
        for (key, first, second) in pairs {
            #expect((first != nil) == left.contains(key) && (second != nil) == right.contains(key))
        }
    }

    @Test func `members in any order become canonical, and the later of two stays`() {
        let object = JSONObject([
            (key: "b", value: 1), (key: "a", value: 2), (key: "b", value: 3), (key: "é", value: 4),
            (key: "ab", value: 5), (key: "", value: 6),
        ])
        #expect(JSON.object(object).canonical == #"{"":6,"a":2,"ab":5,"b":3,"é":4}"#)
    }

    @Test func `the text for people is the same in pieces`() {
        let long = JSON.array((0..<20_000).map { ["number": .int($0), "empty": [:]] })
        var pieces: [[UInt8]] = []
        long.readable { pieces.append($0) }
        #expect(pieces.count > 5)
        #expect(pieces.flatMap(\.self) == Array(long.readable.utf8))
    }
}
