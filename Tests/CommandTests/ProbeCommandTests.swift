import TestKit
import Testing

@Suite struct ProbeCommandTests {
    @Test(arguments: ["text", "json"])
    func `a probe prints what it found and where the dialect fits`(format: String) async throws {
        try await withSandbox { sandbox in
            let run = try await FerryRun.of(
                [
                    "probe", "--target", sandbox.url, "--target-org", "Harbour", "--format", format,
                    "--max-requests-per-second", "1000",
                ], environment: sandbox.asTarget)
            #expect(run.status == 0, "\(run.errors)")
            try expectGolden(run.output.replacing(sandbox.url, with: "URL"), "probe/\(format)")
        }
    }

    @Test func `a recording that cannot be made is told before the first call`() async throws {
        let environment = ["EDGEFERRY_SOURCE_USERNAME": "ferry", "EDGEFERRY_SOURCE_API_KEY": "key"]
        let run = try await FerryRun.of(
            [
                "probe", "--source", "http://127.0.0.1:1", "--source-org", "Harbour", "--record",
                "/dev/null/recordings",
            ], environment: environment)
        #expect(run.status == 73)
        #expect(run.errors.contains("/dev/null/recordings"), "\(run.errors)")
    }

    @Test func `one Edge is looked at`() async throws {
        let run = try await FerryRun.of(["probe"])
        #expect(run.status == 64)
        #expect(run.errors.contains("--source or --target"), "\(run.errors)")
    }
}
