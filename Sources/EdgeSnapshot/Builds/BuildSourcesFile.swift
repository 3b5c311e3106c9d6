import EdgeCore
import EdgeHTTP

/// Build sources as a user writes them down: the secrets of their headers are references, never the secrets themselves.
package struct BuildSourcesFile: Sendable {
    private struct Source {
        let pattern: BuildPattern
        let headers: [(name: String, secret: SecretSource)]
    }

    private let file: String
    private var sources: [Source] = []
    private var single: [BuildSources.Key: String] = [:]

    /// Reads a file of build sources.
    /// - Throws: `CoreError` with every problem of the file at once.
    package init(path: String) throws { try self.init(SettingsReader(path: path), path) }

    package init(yaml text: String, file: String) throws {
        try self.init(SettingsReader(yaml: text, file: file), file)
    }

    private init(_ reader: SettingsReader, _ file: String) throws {
        self.file = file
        let top = reader.top
        sources = top.sections("sources").compactMap(Self.source)
        for (app, section) in top.section("builds").namedSections() {
            guard let name = try? AppName(app) else {
                top.problem("\(quoted(app)) is no name of an app", line: section.line)
                continue
            }
            for entry in section.entries {
                let path = section.string(entry.key)
                guard let number = Int32(entry.key), number >= 0 else {
                    top.problem("\(quoted(entry.key)) is no number of a build", line: entry.line)
                    continue
                }
                guard let path, !path.isEmpty else { continue }
                single[.init(name, SourceBuild(Int(number)))] = path
            }
            section.close()
        }
        top.close()
        try reader.finish()
    }

    private static func source(_ section: SettingsSection) -> Source? {
        let pattern = section.string("pattern").map { BuildPattern($0) }
        let headers = section.section("headers")
        let read = headers.namedSections().compactMap { name, value in
            if !HTTPHeader(name, "").isWellFormed || ownHeaders.contains(name.lowercased()) {
                headers.problem("\(quoted(name)) is no header that can be set here", line: value.line)
            }
            return SecretSource(value).map { (name: name, secret: $0) }
        }
        section.close()
        guard let pattern else {
            section.problem("a source needs a pattern", line: section.line)
            return nil
        }
        if let missing = pattern.missingPlaceholder {
            section.problem("the pattern needs \(missing)", line: section.line)
        }
        if !pattern.isURL, !read.isEmpty {
            section.problem("headers go with a URL, not with a path", line: headers.line)
        }
        return Source(pattern: pattern, headers: read)
    }

    /// What a download says for itself.
    private static let ownHeaders: Set<String> = [
        "range", "if-range", "host", "connection", "content-length", "transfer-encoding", "expect",
    ]

    /// The sources with their secrets.
    /// - Throws: `CoreError.settings` with every secret that cannot be had, or that breaks out of a header's line.
    package func resolve(_ environment: [String: String]) async throws -> BuildSources {
        var resolved = BuildSources()
        resolved.single = single
        var problems: [String] = []
        let variables = Set(sources.flatMap { $0.headers.compactMap(\.secret.variable) })
        for source in sources {
            var headers: [HTTPHeader] = []
            for (name, secret) in source.headers {
                switch try await secret.read(environment, hiding: variables) {
                case .success(let value):
                    let header = HTTPHeader(name, value.reveal(), isSecret: true)
                    if !header.isWellFormed { problems.append("\(name): its value is more than one line") }
                    headers.append(header)
                case .failure(let unavailable): problems.append("\(name): \(unavailable.reason)")
                }
            }
            resolved.patterns.append(BuildSource(source.pattern, headers: headers))
        }
        guard problems.isEmpty else { throw CoreError.settings(file: file, problems: problems) }
        return resolved
    }
}
