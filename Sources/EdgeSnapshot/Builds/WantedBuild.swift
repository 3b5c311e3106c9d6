import EdgeArchive
import EdgeClient
import EdgeCore

/// One build that an app of the source names.
struct WantedBuild: Sendable {
    let app: AppName
    let number: SourceBuild
    let label: String?
    /// Bytes, when the Edge says.
    let size: Int64?

    var key: BuildSources.Key { .init(app, number) }

    static func all(of apps: [Document], _ dialect: Dialect) throws -> [WantedBuild] {
        try apps.flatMap { document in
            let app = try AppName(document.name)
            return document.builds(dialect).map {
                WantedBuild(app: app, number: SourceBuild($0.number), label: $0.label, size: $0.size)
            }
        }
    }
}
