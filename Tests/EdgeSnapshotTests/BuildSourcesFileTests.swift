import EdgeCore
import EdgeHTTP
import EdgeSnapshot
import Foundation
import TestKit
import Testing

@Suite struct BuildSourcesFileTests {
    @Test func `the template is read, with its headers from where they are`() async throws {
        let file = try BuildSourcesFile(path: template("build-sources.yml"))
        let sources = try await file.resolve(["BUILDS_AUTHORIZATION": "Bearer t", "PATH": "/usr/bin:/bin"])
        #expect(sources.patterns.map(\.pattern.isURL) == [false, true])
        #expect(sources.patterns[0].headers.isEmpty)
        #expect(
            sources.patterns[1].headers.map { [$0.name, $0.value] } == [
                ["Authorization", "Bearer t"], ["X-Bucket-Key", "key"],
            ])
        #expect(!String(reflecting: sources).contains("Bearer"))
        let crane = BuildSources.Key(try AppName("Crane"), SourceBuild(7))
        #expect(sources.single == [crane: "/mnt/old/crane-release.tar"])
    }

    @Test(arguments: [
        (
            "sources: [{pattern: 'https://h/{app}/{build}', headers: {Authorization: Bearer t}}]",
            "must be a map"
        ),
        (
            "sources: [{pattern: 'https://h/{app}/{build}', headers: {Range: {env: A}}}]",
            "\"Range\" is no header"
        ),
        (
            "sources: [{pattern: 'https://h/{app}/{build}', headers: {'a b': {env: A}}}]",
            "\"a b\" is no header"
        ),
        ("sources: [{pattern: '/v/{app}/{build}', headers: {A: {env: A}}}]", "headers go with a URL"),
        ("sources: [{pattern: '/v/{build}.tar'}]", "the pattern needs {app}"),
        ("sources: [{pattern: '/v/{app}.tar'}]", "the pattern needs {build}"),
        ("sources: [{headers: {}}]", "a source needs a pattern"),
        ("sources: [{pattern: '/v/{app}/{build}', header: {}}]", "did you mean \"headers\""),
        ("builds: {Crane: {seven: /a.tar}}", "\"seven\" is no number of a build"),
        ("builds: {'a/b': {7: /a.tar}}", "\"a/b\" is no name of an app"),
    ])
    func `what a file cannot say is named with its line`(text: String, problem: String) throws {
        let error = try #require(throws: CoreError.self) { try BuildSourcesFile(yaml: text, file: "b.yml") }
        guard case .settings(_, let problems) = error else { throw error }
        #expect(problems.contains { $0.hasPrefix("line 1: ") && $0.contains(problem) }, "\(problems)")
    }

    @Test func `secrets that cannot be had are named together, without what they are`() async throws {
        let file = try BuildSourcesFile(
            yaml: """
                sources:
                  - pattern: https://h/{app}/{build}
                    headers:
                      A: {env: NONE}
                      B: {file: /nowhere}
                      C: {env: LINES}
                """, file: "b.yml")
        let error = await #expect(throws: CoreError.self) {
            try await file.resolve(["LINES": "one-secret\r\nEvil: two"])
        }
        guard case .settings(_, let problems)? = error else { return }
        #expect(
            problems == [
                "A: the environment has no \"NONE\"", "B: cannot read \"/nowhere\"",
                "C: its value is more than one line",
            ])
        #expect(error?.status == .settings)
    }
}
