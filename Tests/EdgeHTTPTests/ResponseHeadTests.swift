import Foundation
import Testing

@testable import EdgeHTTP

@Suite struct ResponseHeadTests {
    private func head(_ lines: [String]) -> ResponseHead {
        var head = ResponseHead()
        for line in lines { _ = Data((line + "\r\n").utf8).withUnsafeBytes { head.take($0) } }
        return head
    }

    @Test func `an interim answer is not the answer`() {
        let head = head(["HTTP/1.1 100 Continue", "", "HTTP/1.1 403 Forbidden", "A:  b ", "a: c", ""])
        #expect(head.status == 403)
        #expect(head.headers == ["a": "c"])
        #expect(head.isComplete)
        #expect(!self.head(["HTTP/1.1 100 Continue", ""]).isComplete)
    }

    @Test func `trailers change nothing`() {
        let head = head(["HTTP/1.1 200 OK", "ETag: \"a\"", "", "ETag: \"b\"", ""])
        #expect(head.strongETag == "\"a\"")
    }

    @Test(arguments: [
        "W/\"a\"", "a", "\"\"", "\"a", "\"a\nb\"", "\"" + String(repeating: "a", count: 1024) + "\"",
    ])
    func `no strong ETag is`(text: String) {
        #expect(ResponseHead.strongETag(text) == nil)
    }
}
