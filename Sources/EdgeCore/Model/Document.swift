/// One API object as the Edge returned it, unknown fields included.
package struct Document: Sendable, Hashable {
    package let kind: Kind
    /// The identity: unique within its kind and organization, immutable.
    package let name: String
    package var fields: JSONObject

    package init(kind: Kind, name: String, fields: JSONObject) {
        self.kind = kind
        self.name = name
        self.fields = fields
    }

    package var id: ObjectID { ObjectID(kind: kind, name: name) }
}

/// What one document is called everywhere: in plans, journals, reports and on the command line (`app/Harbour`).
package struct ObjectID: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let kind: Kind
    package let name: String

    package init(kind: Kind, name: String) {
        self.kind = kind
        self.name = name
    }

    /// Reads `kind/name`; nil when the kind is unknown or the name is empty.
    package init?(_ text: String) {
        guard let slash = text.firstIndex(of: "/"), let kind = Kind(rawValue: String(text[..<slash])) else {
            return nil
        }
        let name = String(text[text.index(after: slash)...])
        guard !name.isEmpty else { return nil }
        self.init(kind: kind, name: name)
    }

    package var description: String { "\(kind.rawValue)/\(name)" }

    package static func < (left: ObjectID, right: ObjectID) -> Bool {
        left.kind == right.kind ? precedes(left.name, right.name) : left.kind < right.kind
    }
}
