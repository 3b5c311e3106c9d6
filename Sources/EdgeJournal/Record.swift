package import EdgeCore
package import Foundation

/// One durable fact about one action of a run.
package struct Record: Sendable, Hashable {
    package enum State: String, Sendable, Hashable, CaseIterable {
        /// "I am about to": after a crash or a lost reply the action is in doubt.
        case claimed
        case completed
        case failed
        /// What it made was deleted again by a rollback.
        case undone
    }

    package let action: String
    package let state: State
    /// When it was claimed last.
    package let claimed: Date
    /// What the target showed just before the claim.
    package let before: JSON
    /// What became known in between: the task of an announced build, or that a key was asked for anew. Null until then.
    package let announced: JSON
    /// What came of it; null unless completed.
    package let result: JSON
    /// Why it failed, for people.
    package let error: String?
}

/// A build of the source and what it became on the target.
package struct Binding: Sendable, Hashable {
    package let app: String
    package let source: SourceBuild
    package let target: TargetBuild
    package let digest: Digest

    package init(app: String, source: SourceBuild, target: TargetBuild, digest: Digest) {
        self.app = app
        self.source = source
        self.target = target
        self.digest = digest
    }
}

/// A first action that was run alone, read back and found equal: `create role`, `upload build`.
package struct Canary: Sendable, Hashable, CustomStringConvertible {
    package let operation: String
    package let kind: String

    package init(operation: String, kind: String) {
        self.operation = operation
        self.kind = kind
    }

    package var description: String { "\(operation) \(kind)" }
}
