import Foundation
import Testing

@testable import EdgeHTTP

@Suite struct RetryPolicyTests {
    private let policy = RetryPolicy(attempts: 5, longestWait: .seconds(900))
    /// Sun, 06 Nov 1994 08:49:37 GMT, the example of the HTTP standard.
    private let date = Date(timeIntervalSince1970: 784_111_777)

    private func wait(
        _ outcome: Result<HTTPResponse, HTTPError>, _ method: HTTPMethod = .get, attempt: Int = 1,
        random: Double = 0
    ) -> Wait? {
        policy.wait(
            after: outcome, isRepeatable: method.isRead, url: "http://x", attempt: attempt, random: random,
            date: date)
    }

    private func answer(_ status: Int, retryAfter: String? = nil) -> Result<HTTPResponse, HTTPError> {
        let headers = retryAfter.map { ["retry-after": $0] } ?? [:]
        return .success(HTTPResponse(status: status, headers: headers, body: Data()))
    }

    @Test(arguments: [429, 500, 502, 503, 504]) func `a read is repeated after`(status: Int) {
        #expect(wait(answer(status)) != nil)
    }

    @Test(arguments: [200, 301, 400, 401, 403, 404, 409]) func `nothing is repeated after`(status: Int) {
        #expect(wait(answer(status)) == nil)
        #expect(wait(answer(status), .post) == nil)
    }

    @Test(arguments: [HTTPMethod.post, .patch, .delete, .put])
    func `a write is repeated only after 429`(method: HTTPMethod) {
        #expect(wait(answer(429), method) != nil)
        #expect(wait(answer(503, retryAfter: "1"), method) == nil)
        #expect(wait(answer(500), method) == nil)
        #expect(wait(.failure(.timedOut(method: method, url: "")), method) == nil)
        #expect(wait(.failure(.connectionLost(method: method, url: "", reason: "")), method) == nil)
        #expect(wait(.failure(.stalled(url: "", afterBytes: 0)), method) == nil)
    }

    @Test func `a read is repeated after lost answers but not after a refused connection`() {
        #expect(wait(.failure(.timedOut(method: .get, url: "")))?.reason == .lost)
        #expect(wait(.failure(.connectionLost(method: .get, url: "", reason: "")))?.reason == .lost)
        #expect(wait(.failure(.unreachable(url: "", reason: ""))) == nil)
        #expect(wait(.failure(.tlsRefused(url: "", reason: ""))) == nil)
        #expect(wait(.failure(.bodyTooLarge(url: "", limit: 1))) == nil)
    }

    @Test func `pauses double from half a second to thirty, in their upper half`() {
        let patient = RetryPolicy(attempts: 100, longestWait: .seconds(900))
        func pause(_ attempt: Int, _ random: Double) -> Duration? {
            patient.wait(
                after: answer(500), isRepeatable: true, url: "", attempt: attempt, random: random, date: date)?
                .duration
        }
        #expect(pause(1, 0) == .milliseconds(250))
        #expect(pause(1, 0.5) == .milliseconds(375))
        #expect(pause(2, 0) == .milliseconds(500))
        #expect(pause(4, 0) == .seconds(2))
        #expect(pause(7, 0) == .seconds(15))
        #expect(pause(90, 0) == .seconds(15))
    }

    @Test func `the last attempt is the last`() {
        #expect(wait(answer(500), attempt: 4) != nil)
        #expect(wait(answer(500), attempt: 5) == nil)
    }

    @Test func `a server's own wish wins, up to the longest wait`() {
        #expect(wait(answer(503, retryAfter: "900"))?.duration == .seconds(900))
        #expect(wait(answer(429, retryAfter: "0"), .post)?.duration == .zero)
        #expect(wait(answer(503, retryAfter: "901")) == nil)
        #expect(
            wait(answer(503, retryAfter: "Sun, 06 Nov 1994 08:51:37 GMT"))?.duration == .seconds(120))
        #expect(wait(answer(503, retryAfter: "Sun, 06 Nov 1994 08:00:00 GMT"))?.duration == .zero)
        #expect(wait(answer(503, retryAfter: "soon"))?.duration == .milliseconds(250))
        #expect(wait(answer(503, retryAfter: "-5"))?.duration == .milliseconds(250))
    }

    @Test func `a pause says why it is made`() {
        #expect(
            wait(answer(503, retryAfter: "900"))?.description
                == "waits 900 s, until 1994-11-06T09:04:37Z: http://x is in maintenance")
        #expect(wait(answer(502))?.description == "waits 0.25 s: http://x answered 502")
        #expect(wait(answer(429))?.description == "waits 0.25 s: http://x has too many requests")
    }
}
