import EdgeCore
import TestKit
import Testing

/// Addresses that lead nowhere, or not to an Edge.
@Suite struct AddressErrorTests {
    /// What stands behind a base URL that is not the Edge's.
    private func wrong(_ url: String) -> [(url: String, status: EdgeCore.ExitStatus, name: String)] {
        [
            // Port 1 belongs to a service that nobody has run for decades.
            ("http://127.0.0.1:1", .unavailable, "closed-port"),
            // Paths that an Edge does not know answer 200 with a page of its front end.
            (url + "/portal", .outsideContract, "html"),
            ("<the URL of your Edge>", .usage, "placeholder"),
        ]
    }

    @Test func `a wrong source is told, and leaves no snapshot`() async throws {
        try await withMove { move in
            for (url, status, name) in wrong(move.source.url) {
                let run = try await move.snapshot("--source", url)
                try move.expectError(run, status, "source-\(name)", hidingWhy: name == "closed-port")
            }
            try await move.expectSnapshot()
            let list = try await move.ferry("list", move.store, "--format", "json")
            #expect(list.json?["snapshots"]?.array?.count == 1)
        }
    }

    @Test(arguments: [
        (status: 503, exit: EdgeCore.ExitStatus.unavailable, name: "failing"),
        (status: 429, exit: EdgeCore.ExitStatus.tryAgain, name: "too-many-requests"),
    ])
    func `an Edge that fails to the end of all tries is told, and read when it works again`(
        status: Int, exit: EdgeCore.ExitStatus, name: String
    ) async throws {
        // As many times as one request is tried.
        let fault = "{ route: GET /be/v1/apps, fault: status, status: \(status), times: 5, retryAfter: 0 }"
        try await withMove(sourceFaults: "faults: [\(fault)]\n") { move in
            try move.expectError(try await move.snapshot("--quiet"), exit, "source-\(name)")
            try await move.expectSnapshot()
        }
    }

    @Test func `a wrong target is told, and nothing is written`() async throws {
        try await withMove { move in
            try await move.expectSnapshot()
            for (url, status, name) in wrong(move.target.url) {
                let run = try await move.replay(
                    "--target", url, "--journal", move.folder + "/\(name).journal")
                try move.expectError(run, status, "target-\(name)", hidingWhy: name == "closed-port")
            }
            try await move.expectUntouched()
            try await move.expectMoved()
        }
    }
}
