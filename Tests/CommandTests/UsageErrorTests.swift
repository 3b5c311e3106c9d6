import EdgeCore
import TestKit
import Testing

/// Command lines that cannot be carried out: status 64, three lines, and nothing on stdout but asked-for JSON.
@Suite struct UsageErrorTests {
    private static let lines: [(name: String, arguments: [String])] = [
        ("unknown-command", ["frobnicate"]),
        ("missing-option", ["snapshot", "--source", "http://127.0.0.1:1"]),
        ("missing-argument", ["list"]),
        ("unknown-option", ["list", "store", "--fromat", "json"]),
        ("bad-format", ["list", "store", "--format", "xml"]),
        ("bad-level", ["validate", "store", "--level", "deep"]),
        ("bad-object", ["show", "store", "--object", "Lighthouse"]),
        ("compare-without-options", ["compare", "source", "target"]),
        (
            "bad-rate",
            ["compare", "store", "store", "--max-requests-per-second", "0"]
        ),
        ("bad-listen", ["sandbox", "--data", "data", "--listen", "nowhere"]),
        ("lonely-certificate", ["sandbox", "--data", "data", "--tls-certificate", "server.pem"]),
        (
            "bad-pull",
            [
                "plan", "store", "--target", "http://127.0.0.1:1", "--target-org", "Quay", "--pull-from",
                "/vault",
            ]
        ),
        ("serve-alone", replay + ["--serve", "127.0.0.1:0"]),
        ("serve-nowhere", replay + ["--serve", "nowhere", "--public-url", "http://ferry.example"]),
        ("serve-bad-url", replay + ["--serve", "127.0.0.1:0", "--public-url", "ferry.example"]),
        ("serve-free-port", replay + ["--serve", "127.0.0.1:0", "--public-url", "http://ferry.example:80"]),
        (
            "serve-plain-url",
            replay + [
                "--serve", "127.0.0.1:0", "--public-url", "http://ferry.example", "--serve-certificate",
                "a.pem", "--serve-key", "b.pem",
            ]
        ),
        (
            "serve-lonely-certificate",
            replay + [
                "--serve", "127.0.0.1:0", "--public-url", "https://ferry.example", "--serve-certificate",
                "a.pem",
            ]
        ),
        (
            "serve-certificate-alone",
            replay + ["--serve-certificate", "a.pem", "--serve-key", "b.pem"]
        ),
        (
            "serve-and-pull",
            replay + [
                "--serve", "127.0.0.1:0", "--public-url", "http://ferry.example", "--pull-from",
                "https://b.example/{build}",
            ]
        ),
        ("verify-alone", replay + ["--verify-pull"]),
        ("prune-without-rules", ["prune", "store", "--dry-run"]),
        ("prune-nothing-kept", ["prune", "store", "--keep-daily", "0"]),
        ("prune-bad-id", ["prune", "store", "--forget", "latest"]),
        ("bad-kills", ["demo", "--kills", "500"]),
    ]

    private static let replay = [
        "replay", "store", "--target", "http://127.0.0.1:1", "--target-org", "Quay",
    ]

    @Test(arguments: lines)
    func `a command line that cannot be carried out is told in three lines`(
        name: String, arguments: [String]
    ) async throws {
        let run = try await FerryRun.of(arguments)
        #expect(run.status == EdgeCore.ExitStatus.usage.rawValue)
        #expect(run.output.isEmpty)
        #expect(run.errors.split(separator: "\n").count == 3, "\(run.errors)")
        try expectGolden("exit \(run.status)\n" + run.errors, "usage/\(name)")
    }

    @Test func `where JSON is asked for, stdout holds the error too`() async throws {
        for arguments in [
            ["snapshot", "--format", "json"], ["snapshot", "--format=json"],
            ["show", "store", "--object", "Lighthouse", "--format", "json"],
        ] {
            let run = try await FerryRun.of(arguments)
            #expect(run.status == EdgeCore.ExitStatus.usage.rawValue)
            let ending = try #require(run.json?["ending"], "\(run.output)")
            #expect(ending["status"]?.int == 64)
            let lines = ["edgeferry: ", "  why:  ", "  hint: "]
            let words = try zip(lines, ["what", "why", "hint"]).map { start, key in
                try start + #require(ending[key]?.string)
            }
            #expect(run.errors == words.map { $0 + "\n" }.joined())
        }
    }
}
