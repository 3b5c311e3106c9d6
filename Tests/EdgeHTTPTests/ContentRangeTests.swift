import Testing

@testable import EdgeHTTP

@Suite struct ContentRangeTests {
    @Test func `parts and totals are read`() {
        #expect(ContentRange("bytes 0-99/1000")?.part == 0...99)
        #expect(ContentRange("bytes 0-99/1000")?.total == 1000)
        #expect(ContentRange("Bytes 5-5/*")?.part == 5...5)
        #expect(ContentRange("bytes 5-5/*")?.total == nil)
        #expect(ContentRange("bytes */1000")?.part == nil)
        #expect(ContentRange("bytes */1000")?.total == 1000)
    }

    @Test(
        arguments: [
            "", "bytes", "bytes 0-99", "lines 0-1/2", "bytes 9-5/10", "bytes 0-10/10", "bytes -1-5/10",
            "bytes +0-5/10", "bytes 0-99999999999999999999/*", "bytes 0-1/-5", "bytes 0-1-2/5", "bytes 0-1/",
        ])
    func `nonsense is nothing`(text: String) {
        #expect(ContentRange(text) == nil)
    }
}
