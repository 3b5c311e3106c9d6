import EdgeArchive
import EdgeClient
import EdgeCore
import EdgeJournal

/// What a target has and an archive has not: named, never touched.
struct Surplus {
    private let contents: Contents
    private let inventory: Inventory
    private let dialect: Dialect
    private let ids: [ObjectID]

    init(_ contents: Contents, _ inventory: Inventory, _ rules: LeaveRules, _ dialect: Dialect) {
        self.contents = contents
        self.inventory = inventory
        self.dialect = dialect
        let known = Set(contents.documents.values.joined().map(\.id)).union(rules.ownObjects)
        ids = inventory.documents.keys.filter { !known.contains($0) }
    }

    var others: [String] { ids.map(\.description).sorted(by: precedes) }

    /// What earlier runs made and the source has no more; nothing is said of a kind that could not be read.
    func gone(made: Set<String>, bindings: [Binding]) -> [String] {
        let objects = ids.filter { contents.documents[$0.kind] != nil && made.contains($0.description) }
            .map(\.description)
        return (objects + goneBuilds(bindings)).sorted(by: precedes)
    }

    private func goneBuilds(_ bindings: [Binding]) -> [String] {
        let apps = Set((contents.documents[.app] ?? []).map(\.name))
        let kept = Set(contents.builds.map(\.object.description) + contents.missingBuilds.map(\.name))
        return bindings.compactMap { binding in
            let name = "build/\(binding.app)/\(binding.source)"
            let app = ObjectID(kind: .app, name: binding.app)
            let isThere = inventory.documents[app]?.builds(dialect).contains {
                $0.number == binding.target.value
            }
            // An app that is gone goes with its builds.
            return apps.contains(binding.app) && isThere == true && !kept.contains(name) ? name : nil
        }
    }
}
