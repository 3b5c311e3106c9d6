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

    @Test func `one Edge is looked at`() async throws {
        let run = try await FerryRun.of(["probe"])
        #expect(run.status == 64)
        #expect(run.errors.contains("--source or --target"), "\(run.errors)")
    }
}
