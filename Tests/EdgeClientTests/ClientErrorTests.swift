import EdgeClient
import EdgeCore
import EdgeHTTP
import Testing

@Suite struct ClientErrorTests {
    private static func refused(_ status: Int) -> ClientError {
        .refused(side: .target, method: .post, path: "/be/v1/apps", status: status, error: "e", message: "m")
    }

    @Test(arguments: [
        (400, EdgeCore.ExitStatus.outsideContract), (401, .notAllowed), (403, .notAllowed),
        (404, .outsideContract),
        (409, .outsideContract), (429, .tryAgain), (500, .unavailable), (503, .unavailable), (507, .tryAgain),
    ])
    func `the exit status follows the answer`(status: Int, expected: EdgeCore.ExitStatus) {
        #expect(Self.refused(status).status == expected)
        #expect(Self.refused(status).answerStatus == status)
        #expect(Self.refused(status).hint?.isEmpty == false)
    }

    @Test func `only what may have been carried out leaves doubt`() {
        #expect(Self.refused(500).leavesDoubt)
        #expect(Self.refused(503).leavesDoubt)
        #expect(!Self.refused(409).leavesDoubt)
        #expect(!Self.refused(507).leavesDoubt)
        let lost = HTTPError.timedOut(method: .post, url: "https://e.example")
        #expect(ClientError.transport(side: .target, lost).leavesDoubt)
        let closed = HTTPError.unreachable(url: "https://e.example", reason: "refused")
        #expect(!ClientError.transport(side: .target, closed).leavesDoubt)
    }

    @Test func `the server's words cannot break the three lines`() {
        let error = ClientError.refused(
            side: .source, method: .get, path: "/be/v1/apps", status: 400, error: "a\nb",
            message: "c\u{1B}[2J")
        #expect(error.why?.contains("\n") == false)
        #expect(error.why?.contains("\u{1B}") == false)
    }
}
