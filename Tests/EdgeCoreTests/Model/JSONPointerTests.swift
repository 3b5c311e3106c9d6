import EdgeCore
import Testing

@Suite struct JSONPointerTests {
    @Test func `a place is written and read back with its escapes`() throws {
        let pointer = JSONPointer(["a/b", "~c", "", "0"])
        #expect(pointer.description == "/a~1b/~0c//0")
        #expect(JSONPointer("/a~1b/~0c//0") == pointer)
        #expect(JSONPointer("") == JSONPointer())
        #expect(JSONPointer("a") == nil)
    }

    @Test func `values are found, put and removed by place`() throws {
        let value: JSON = ["a": ["b": [1, 2]], "c": 3]
        let place = try #require(JSONPointer("/a/b/1"))
        #expect(value[place] == 2)
        #expect(value.setting(9, at: place)[place] == 9)
        #expect(value.setting(nil, at: place) == ["a": ["b": [1]], "c": 3])
        let new = try #require(JSONPointer("/x/y"))
        #expect(value.setting("z", at: new)[new] == "z")
        #expect(value.setting(nil, at: new) == value)
        #expect(value[try #require(JSONPointer("/a/b/7"))] == nil)
        #expect(value[try #require(JSONPointer("/c/d"))] == nil)
    }

    @Test func `a merge patch merges objects, removes by null and replaces the rest`() {
        let value: JSON = ["a": ["b": 1, "c": 2], "d": [1]]
        #expect(
            value.merging(patch: ["a": ["b": .null, "x": 5], "d": [2]]) == ["a": ["c": 2, "x": 5], "d": [2]])
        #expect(value.merging(patch: "text") == "text")
        #expect(JSON.int(1).merging(patch: ["a": 1]) == ["a": 1])
    }
}
