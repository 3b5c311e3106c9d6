package import EdgeCore

/// One object that a run made, and whether it may be taken back.
package struct RollbackStep: Sendable, Hashable {
    package enum Decision: Sendable, Hashable {
        /// It is as the run left it.
        case delete
        /// The same, and published files go with it.
        case deleteWithName
        case alreadyGone
        /// It stays, and why.
        case keep(String)
    }

    /// Of the plan: `create role/Managers`.
    let action: String
    package let object: ObjectID
    package var decision: Decision
}

extension RollbackStep {
    package var line: String {
        switch decision {
        case .delete: "delete   \(object)"
        case .deleteWithName: "delete   \(object), with its published files, when its name is typed"
        case .alreadyGone: "gone     \(object)"
        case .keep(let reason): "stays    \(object): \(reason)"
        }
    }

    package var json: JSON {
        let (word, reason): (String, String?) =
            switch decision {
            case .delete: ("delete", nil)
            case .deleteWithName: ("deleteWithName", nil)
            case .alreadyGone: ("alreadyGone", nil)
            case .keep(let reason): ("keep", reason)
            }
        return [
            "object": .string(object.description), "decision": .string(word), "reason": .optional(reason),
        ]
    }
}
