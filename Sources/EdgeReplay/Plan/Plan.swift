package import EdgeCore

/// The ordered calls that make a target equal to a snapshot: phases one after another, the lanes of a phase side by
/// side, the actions of a lane in order.
package struct Plan: Sendable, Hashable {
    package static let format = "0.1"

    package var archive: String
    package var snapshot: String
    package var target: Target
    package var budget: Budget
    package var phases: [Phase]
    /// Objects of the target that the archive does not have, as they were when the plan was made; none is touched.
    package var others: [String] = []
    /// Those of them, and those builds of the source, that earlier runs of the journal made: they are gone at the source.
    package var goneAtSource: [String] = []

    package struct Target: Sendable, Hashable {
        package var url: String
        package var organization: String
        /// The digest of all that the plan was made against.
        package var fingerprint: Digest
    }

    package struct Budget: Sendable, Hashable {
        /// Calls, with one look a wait; an estimate from below.
        package var requests = 0
        /// Bytes that go through this machine.
        package var uploadBytes: Int64 = 0
        /// Bytes that the target fetches by itself.
        package var pullBytes: Int64 = 0
        /// Bytes of tars that the target takes in; what it makes of them comes on top.
        package var diskBytes: Int64 = 0
        /// The time that the calls alone take at the given rate; nil where no rate is given.
        package var seconds: Int?
        /// Builds of the target that it rotates out: `app/Tug build 3`, with its own number.
        package var evictions: [String] = []
        /// Builds that are too large for one upload, and that the target fetches.
        package var overLargestPut: [String] = []
    }

    package struct Phase: Sendable, Hashable {
        package var name: String
        package var lanes: [Lane]
    }

    package struct Lane: Sendable, Hashable {
        package var name: String
        package var actions: [Action]
    }

    package var actions: [Action] { phases.flatMap(\.lanes).flatMap(\.actions) }

    /// True when the target needs no call.
    package var isEmpty: Bool { !actions.contains(where: \.isWork) }

    /// True when the target is to fetch builds by itself.
    package var isPulling: Bool { actions.contains { $0.kind == .pull } }

    package var conflicts: [Action] { actions.filter { $0.kind == .conflict } }

    /// The places whose secrets the calls need.
    package var secrets: Set<SecretReference> { Set(actions.flatMap(\.secrets)) }

    /// The objects whose actions are not the same in both plans, in canonical order.
    package func differs(from other: Plan) -> [String] {
        let mine = Dictionary(grouping: actions, by: \.object)
        let theirs = Dictionary(grouping: other.actions, by: \.object)
        return Set(mine.keys).union(theirs.keys).filter { mine[$0] != theirs[$0] }.map(\.description)
            .sorted(by: precedes)
    }
}
