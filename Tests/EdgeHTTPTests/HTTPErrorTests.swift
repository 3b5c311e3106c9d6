import EdgeCore
import Testing

@testable import EdgeHTTP

@Suite struct HTTPErrorTests {
    private static let url = "https://edge.example.com/x"
    private static let all: [HTTPError] = [
        .unreachable(url: url, reason: "r"), .tlsRefused(url: url, reason: "r"),
        .timedOut(method: .get, url: url), .stalled(url: url, afterBytes: 1500),
        .connectionLost(method: .post, url: url, reason: "r"), .bodyTooLarge(url: url, limit: 1000),
        .refused(method: .get, url: url, status: 404, detail: ""),
        .wrongLength(url: url, expected: 2, actual: 1),
        .unknownLength(url: url),
        .wrongRange(url: url, asked: 1, answered: "bytes 0-1/2"), .badHeader(url: url, name: "a\nb"),
        .badAddress(url: url, reason: "r"),
    ]

    @Test(arguments: all) func `an error says what failed and what to do`(error: HTTPError) {
        #expect(error.what.contains("edge.example.com"))
        #expect(!error.what.hasSuffix("."))
        #expect(error.hint?.hasSuffix(".") == true)
        #expect([error.what, error.why ?? ""].allSatisfy { !$0.contains("\n") })
    }

    @Test(arguments: [
        (401, EdgeCore.ExitStatus.notAllowed), (403, .notAllowed), (404, .outsideContract), (507, .tryAgain),
        (500, .unavailable),
    ])
    func `a refusal ends the process by its status`(status: Int, ending: EdgeCore.ExitStatus) {
        let error = HTTPError.refused(method: .get, url: Self.url, status: status, detail: "")
        #expect(error.status == ending)
    }
}
