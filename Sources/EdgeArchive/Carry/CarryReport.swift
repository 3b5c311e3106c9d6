package import EdgeCore

/// What came of carrying snapshots into a store.
package struct CarryReport: Sendable {
    /// A snapshot that the source does not hold whole.
    package struct Failure: Sendable {
        /// Its id, or its tag where no commit gives one.
        package let snapshot: String
        package let error: ArchiveError
    }

    package let store: String
    /// Ids of snapshots that are new in the store.
    package internal(set) var carried: [String] = []
    /// Ids of snapshots that it had already.
    package internal(set) var present: [String] = []
    package internal(set) var failures: [Failure] = []
    /// Blobs that were copied.
    package internal(set) var blobs = 0
    package internal(set) var bytes: Int64 = 0
    /// Of the copied blobs, those that a validation had found damaged or lost.
    package internal(set) var healed = 0

    package var json: JSON {
        [
            "store": .string(store), "carried": .strings(carried), "present": .strings(present),
            "failed": .array(
                failures.map {
                    [
                        "snapshot": .string($0.snapshot), "what": .string($0.error.what),
                        "why": .optional($0.error.why),
                    ]
                }),
            "blobs": .int(blobs), "bytes": .int(bytes), "healed": .int(healed),
        ]
    }

    /// A damaged source ends as a damaged archive does, unless something could be carried.
    package var status: ExitStatus {
        failures.isEmpty ? .done : carried.isEmpty ? .badArchive : .partial
    }
}
