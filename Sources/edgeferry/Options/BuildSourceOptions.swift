import ArgumentParser
import EdgeCore
import EdgeSnapshot
import Foundation

/// Where a snapshot finds the builds.
struct BuildSourceOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "Path or URL of builds with {org}, {app} and {build}; may be given again, the first that has a build gives it.",
            valueName: "pattern"))
    var builds: [String] = []

    @Option(
        help: ArgumentHelp(
            "YAML file: more patterns, their headers, and paths of single builds (Templates/build-sources.yml).",
            valueName: "file"))
    var buildSources: String?

    @Option(
        help: ArgumentHelp(
            "Folder to look through for builds that no pattern has; may be given again.", valueName: "dir"))
    var scan: [String] = []

    @Option(
        help: ArgumentHelp(
            "Write what the scan proposes, for --build-sources, to be corrected.", valueName: "file"))
    var scanOut: String?

    func validate() throws {
        for text in builds {
            if let missing = BuildPattern(text).missingPlaceholder {
                throw ValidationError("--builds needs \(missing) in its pattern.")
            }
        }
        if scanOut != nil, scan.isEmpty { throw ValidationError("--scan-out needs --scan.") }
    }

    /// All sources with the secrets of their headers; patterns of the command line come before those of the file.
    func sources(_ environment: [String: String]) async throws -> BuildSources {
        // Before the first call, not after the last one.
        for folder in scan {
            var status = stat()
            let isThere = stat(folder, &status) == 0
            guard isThere, status.st_mode & S_IFMT == S_IFDIR else {
                throw CoreError.file(path: folder, doing: "read", code: isThere ? ENOTDIR : errno)
            }
        }
        var sources = BuildSources()
        if let buildSources {
            sources = try await BuildSourcesFile(path: buildSources).resolve(environment)
        }
        sources.patterns = builds.map { BuildSource(BuildPattern($0)) } + sources.patterns
        sources.scanned = scan
        return sources
    }

    /// Leaves the proposal for its user; without one nothing had to be looked for.
    func write(_ proposal: ScanProposal?) throws {
        guard let scanOut else { return }
        try OutputFile.write(proposal?.yaml ?? "builds: {}\n", to: scanOut)
    }
}
