import EdgeCore
import Foundation

/// Collects what the looks at an Edge say about the keys of a dialect.
struct KeyBook: Sendable {
    private var looks: [String: KeyLook] = [:]
    var lists: EnvelopeBook
    var items: EnvelopeBook

    init(_ shapes: Dialect.Shapes) {
        lists = .lists(shapes)
        items = .items(shapes)
    }

    mutating func confirm(_ key: String) {
        // What one answer contradicts, another one does not mend.
        guard looks[key]?.verdict != .contradicted else { return }
        looks[key] = KeyLook(key: key, verdict: .confirmed, note: "", candidates: [])
    }

    mutating func contradict(_ key: String, _ note: String, candidates: [String] = []) {
        looks[key] = KeyLook(key: key, verdict: .contradicted, note: note, candidates: candidates)
    }

    mutating func unseen(_ key: String, _ note: String) {
        guard looks[key] == nil else { return }
        looks[key] = KeyLook(key: key, verdict: .unseen, note: note, candidates: [])
    }

    /// One look for each key of the dialect, in its order.
    mutating func all(of dialect: Dialect) throws -> [KeyLook] {
        lists.settle(&self)
        items.settle(&self)
        return try Self.keys(of: dialect).map { key in
            looks[key]
                ?? KeyLook(
                    key: key, verdict: .unseen, note: "only a writing call shows it", candidates: [])
        }
    }

    /// The keys of the recorded form, so that none can be forgotten; two of them are no guesses about names.
    private static func keys(of dialect: Dialect) throws -> [String] {
        let recorded = try JSON(reading: JSONEncoder().encode(dialect)).object ?? [:]
        return recorded.members.filter { !["fields", "commitExport"].contains($0.key) }.flatMap { section in
            section.value.object?.keys.map { "\(section.key).\($0)" } ?? [section.key]
        }
    }
}
