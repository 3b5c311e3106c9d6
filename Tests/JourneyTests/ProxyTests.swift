import EdgeCore
import EdgeSandbox
import TestKit
import Testing

@Suite struct ProxyTests {
    /// The sandbox plays the proxy: it takes requests for any host, as a proxy does, and the name given to the tool
    /// cannot be resolved, so nothing but the proxy can have answered.
    @Test func `an Edge is reached through the proxy of the environment, but for the hosts that it excepts`()
        async throws
    {
        try await withMove { move in
            var environment = try move.source.asSource
            environment["http_proxy"] = move.source.url
            environment["no_proxy"] = "127.0.0.1"
            let run = try await FerryRun.of(
                [
                    "snapshot", "--source", "http://edge.invalid", "--source-org", "Harbour", "--store",
                    move.store, "--builds", move.source.report.builds, "--max-requests-per-second", "2000",
                    "--format", "json",
                ], environment: environment)
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.json?["builds"]?["read"]?.int == 9)
        }
    }
}
