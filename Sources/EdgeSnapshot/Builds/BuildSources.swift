package import EdgeCore
package import EdgeHTTP

/// A pattern of places, and what the server there wants to be told.
package struct BuildSource: Sendable {
    package let pattern: BuildPattern
    /// Sent to the address of the pattern and to nobody else: redirects are not followed.
    package let headers: [HTTPHeader]

    package init(_ pattern: BuildPattern, headers: [HTTPHeader] = []) {
        self.pattern = pattern
        self.headers = headers
    }
}

/// Where a snapshot finds builds: single ones, then patterns in their order, then what lies below some folders.
package struct BuildSources: Sendable {
    /// One build of an app.
    package struct Key: Sendable, Hashable, Comparable {
        package let app: AppName
        package let number: SourceBuild

        package init(_ app: AppName, _ number: SourceBuild) {
            self.app = app
            self.number = number
        }

        package static func < (left: Key, right: Key) -> Bool {
            (left.app.text, left.number) < (right.app.text, right.number)
        }
    }

    /// The paths of single builds.
    package var single: [Key: String] = [:]
    package var patterns: [BuildSource] = []
    /// Folders to look through for what the others do not have.
    package var scanned: [String] = []

    package init() {}

    package init(_ patterns: [BuildPattern]) { self.patterns = patterns.map { BuildSource($0) } }
}
