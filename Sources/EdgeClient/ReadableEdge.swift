package import EdgeCore

/// What can be read of an Edge, on either side.
package protocol ReadableEdge: Sendable {
    var address: EdgeAddress { get }
    var dialect: Dialect { get }
    /// The calling account; nil when only a token was given.
    var username: String? { get }

    /// All documents of a kind as the list gives them, sorted by name.
    func list(_ kind: Kind) async throws -> [Document]
    /// One document in full; nil when the Edge does not have it.
    func find(_ id: ObjectID) async throws -> Document?
}

extension SourceEdge: ReadableEdge {}
extension TargetEdge: ReadableEdge {}

extension ReadableEdge {
    /// All documents of a kind in full, as they came.
    package func documents(_ kind: Kind, meter: Meter? = nil) async throws -> [Document] {
        let listed = try await list(kind)
        meter?.expect(objects: listed.count)
        return try await details(of: listed, meter: meter)
    }

    /// Listed documents in full: lists may leave fields out, so each object is asked for by name.
    ///
    /// What the list said and the page of the object does not, stays. An object without a page, be it gone meanwhile
    /// or of a kind that this Edge shows in lists only, is taken as listed.
    package func details(of listed: [Document], meter: Meter? = nil) async throws -> [Document] {
        try await mapBounded(listed, limit: 4) { document in
            let full = try await find(document.id)
            meter?.add(objects: 1)
            guard let full else { return document }
            return Document(
                kind: full.kind, name: full.name, fields: document.fields.merging(full.fields))
        }
    }
}
