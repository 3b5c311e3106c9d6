import EdgeClient
import EdgeCore

/// Reads all documents of a kind as they stood side by side, as far as an Edge without transactions allows.
///
/// It lists, reads each object, and lists again; what the second list shows otherwise is read again. After three
/// rounds what still moves is kept as it was read last, and named.
struct ConsistentReading<Edge: ReadableEdge>: Sendable {
    private let edge: Edge
    private let meter: Meter?

    init(of edge: Edge, meter: Meter? = nil) {
        self.edge = edge
        self.meter = meter
    }

    /// A round costs one list; three of them tell a busy Edge from one that changes all the time.
    private static var rounds: Int { 3 }

    /// The documents sorted by name, and those of them that changed to the last.
    func run(_ kind: Kind) async throws -> (documents: [Document], fuzzy: [ObjectID]) {
        var listed = Self.byName(try await edge.list(kind))
        meter?.expect(objects: listed.count)
        var read = Self.byName(try await edge.details(of: Array(listed.values), meter: meter))
        var moving: [ObjectID] = []
        for _ in 0..<Self.rounds {
            let again = Self.byName(try await edge.list(kind))
            let changed = again.values.filter { listed[$0.name] != $0 }
            let unlisted = listed.values.filter { again[$0.name] == nil }
            moving = (changed + unlisted).map(\.id).sorted()
            guard !moving.isEmpty else { break }
            read.merge(Self.byName(try await edge.details(of: changed))) { _, new in new }
            listed.merge(again) { _, new in new }
            for document in unlisted {
                // Gone, or lost by pages that shift: only the object itself can tell.
                let found = try await edge.find(document.id)
                read[document.name] = found
                if found == nil { listed[document.name] = nil }
            }
        }
        // What is gone at the end does not move any more.
        return (read.values.sorted { $0.id < $1.id }, moving.filter { read[$0.name] != nil })
    }

    private static func byName(_ documents: [Document]) -> [String: Document] {
        Dictionary(documents.map { ($0.name, $0) }) { first, _ in first }
    }
}
