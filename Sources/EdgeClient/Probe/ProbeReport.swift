package import EdgeCore

/// What a probe found; names of keys, never a value of a document.
package struct ProbeReport: Sendable {
    /// What was asked for, and how the Edge answered.
    package struct Answered: Sendable {
        /// `roles`, …, `tasks`.
        package let name: String
        package let path: String
        /// Nil when the answer was no JSON.
        package var status: Int?
        /// The keys of its objects.
        package var fields: [String] = []
        /// Those that neither the dialect nor the table of fields knows.
        package var unknown: [String] = []

        init(name: String, path: String) {
            self.name = name
            self.path = path
        }
    }

    package let address: EdgeAddress
    package let side: Side
    /// What the server says of itself; nil when it was not asked or did not tell.
    package let versions: JSONObject?
    package let answered: [Answered]
    /// One for each key of the dialect.
    package let keys: [KeyLook]
    /// Nil when the account could not be looked at.
    package let rights: Rights?

    package var contradicted: [KeyLook] { keys.filter { $0.verdict == .contradicted } }

    package var status: ExitStatus {
        let isRefused = answered.contains { $0.status != 200 }
        let isAllowed = rights?.rows.allSatisfy { $0.isEnough(for: side) } ?? true
        return contradicted.isEmpty && !isRefused && isAllowed ? .done : .findings
    }
}
