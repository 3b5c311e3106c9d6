import EdgeCore
import EdgeSandbox
import Testing

/// What the models of both sandboxes say, apart from every report of ours.
struct KeyJudge {
    let source: JSON
    let sourceDialect: Dialect
    let target: JSON
    let targetDialect: Dialect

    /// The first thing in which the target is not what the source is; nil when it is.
    var difference: String? {
        let comparison = Comparison(Self.kept(targetDialect))
        let translation = DialectTranslation(from: Self.kept(sourceDialect), to: Self.kept(targetDialect))
        for kind in Kind.allCases {
            for document in documents(kind, in: source, sourceDialect).map(translation.document) {
                guard !["Administrators", "ferry"].contains(where: document.name.hasPrefix) else { continue }
                let there = documents(kind, in: target, targetDialect).first { $0.name == document.name }
                guard let there else { return "\(document.id) is missing" }
                if let place = comparison.differences(document, there).first?.place {
                    return "\(document.id) differs at \(place)"
                }
            }
        }
        return areBuildsEqual ? nil : "the builds differ"
    }

    /// Every app of the target keeps the builds that the source keeps, in their order.
    var areBuildsEqual: Bool {
        (source["builds"]?.object?.members ?? []).allSatisfy { app, builds in
            Self.contents(of: builds.array ?? []) == Self.contents(of: target["builds"]?[app]?.array ?? [])
        }
    }

    /// Builds that came to exist on the target.
    var builds: Int {
        (target["creates"]?.object?.members ?? []).count { $0.key.hasPrefix("build/") }
    }

    /// A build that is published where its app is not registered at the source; nil when there is none.
    var stray: String? {
        for (deployment, builds) in target["published"]?.object?.members ?? [] {
            for build in builds.strings ?? [] {
                let app = String(build.prefix { $0 != "/" })
                let registered = source["apps"]?[app]?[sourceDialect.apps.deployments]?.strings ?? []
                if !registered.contains(deployment) { return "\(build) is published to \(deployment)" }
            }
        }
        return nil
    }

    private func documents(_ kind: Kind, in model: JSON, _ dialect: Dialect) -> [Document] {
        (model[kind.plural]?.object?.members ?? []).map {
            Document(kind: kind, name: $0.key, fields: $0.value.object ?? [:])
        }
    }

    private static func contents(of builds: [JSON]) -> [JSON] {
        builds.map { [$0["label"] ?? .null, $0["sha256"] ?? .null] }
    }

    /// The model shows documents in the form in which a sandbox keeps them.
    private static func kept(_ dialect: Dialect) -> Dialect {
        var kept = dialect
        kept.shapes = Dialect().shapes
        return kept
    }
}
