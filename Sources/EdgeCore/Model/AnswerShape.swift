/// Where answers hold lists and objects, in one dialect.
package struct AnswerShape: Sendable {
    private let shapes: Dialect.Shapes

    package init(_ dialect: Dialect) { shapes = dialect.shapes }

    /// The key of a list answer, given the resource's own; nil when the answer is the list itself.
    package func listKey(_ own: String) -> String? {
        Self.key(shapes.lists, own: own, shared: shapes.listKey)
    }

    /// The key of one object in its answer, given the resource's own; nil when the answer is the object itself.
    package func itemKey(_ own: String) -> String? {
        Self.key(shapes.items, own: own, shared: shapes.itemKey)
    }

    /// The items of a list answer; nil when they are not where the dialect says.
    package func list(in answer: JSON, own: String) -> [JSON]? {
        guard let key = listKey(own) else { return answer.array }
        return answer[key]?.array
    }

    /// The object of an answer about one; nil when it is not where the dialect says.
    package func item(in answer: JSON, own: String) -> JSONObject? {
        guard let key = itemKey(own) else { return answer.object }
        return answer[key]?.object
    }

    /// The keys of the dialect that say where a list stands, given the key of its own one.
    package func listKeys(_ own: String) -> [String] {
        Self.keys(shapes.lists, own: own, shared: "shapes.listKey") + ["shapes.lists"]
    }

    /// The keys of the dialect that say where one object stands.
    package func itemKeys(_ own: String) -> [String] {
        Self.keys(shapes.items, own: own, shared: "shapes.itemKey") + ["shapes.items"]
    }

    private static func key(_ envelope: Dialect.Envelope, own: String, shared: String) -> String? {
        switch envelope {
        case .resource: own
        case .named: shared
        case .bare: nil
        }
    }

    private static func keys(_ envelope: Dialect.Envelope, own: String, shared: String) -> [String] {
        key(envelope, own: own, shared: shared).map { [$0] } ?? []
    }
}
