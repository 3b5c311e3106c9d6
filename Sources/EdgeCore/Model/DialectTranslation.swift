/// Carries documents from the words and shapes of one dialect into those of another.
///
/// Only what a dialect knows is changed; what an origin holds beside its endpoint, bucket and prefix is the server's
/// own, and goes as it is. What the source's dialect classes as made by its server stays behind, unless the target's
/// classes it too. A value in another shape than its dialect says goes as it is.
package struct DialectTranslation: Sendable {
    private let source: Dialect
    private let target: Dialect
    private let isNeeded: Bool
    private let read: DocumentShape
    private let written: DocumentShape

    package init(from source: Dialect, to target: Dialect) {
        self.source = source
        self.target = target
        isNeeded = source != target
        read = DocumentShape(source)
        written = DocumentShape(target)
    }

    /// The same document, as the other Edge would give it.
    package func document(_ document: Document) -> Document {
        guard isNeeded else { return document }
        var fields = JSON.object(withoutVolatile(document))
        // First all are taken out, then all are put in: two dialects may use each other's names.
        let moved = places(of: document.kind).map { place in (to: place.to, value: fields[place.from]) }
        for place in places(of: document.kind) where fields[place.from] != nil {
            fields = fields.setting(nil, at: place.from)
        }
        for (place, value) in moved {
            if let value { fields = fields.setting(value, at: place) }
        }
        let name = name(document.id)
        fields = fields.setting(.string(name), at: JSONPointer([target[document.kind].identity]))
        fields = reshaping(fields, of: document)
        return Document(kind: document.kind, name: name, fields: fields.object ?? [:])
    }

    package func id(_ id: ObjectID) -> ObjectID { ObjectID(kind: id.kind, name: name(id)) }

    /// A place inside a document of a kind, such as that of a secret.
    package func place(_ place: JSONPointer, of kind: Kind) -> JSONPointer {
        guard isNeeded, let moved = places(of: kind).first(where: { place.steps.starts(with: $0.from.steps) })
        else { return place }
        return JSONPointer(moved.to.steps + place.steps.dropFirst(moved.from.steps.count))
    }

    /// The places of secrets, by object.
    package func masked(_ places: [ObjectID: [JSONPointer]]) -> [ObjectID: [JSONPointer]] {
        Dictionary(
            places.map { id, places in (self.id(id), places.map { place($0, of: id.kind) }) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The role of all rights may have another name; every other name is the object's own.
    private func name(_ id: ObjectID) -> String {
        id.kind == .role && id.name == source.roles.administrators ? target.roles.administrators : id.name
    }

    /// What only the source's dialect knows as made by its server means nothing to another one.
    private func withoutVolatile(_ document: Document) -> JSONObject {
        let (here, there) = (source.fields[document.kind.rawValue], target.fields[document.kind.rawValue])
        return JSONObject(
            document.fields.members.filter { here?[$0.key] != .volatile || there?[$0.key] != nil })
    }

    private func reshaping(_ fields: JSON, of document: Document) -> JSON {
        switch document.kind {
        case .role:
            guard let permissions = read.permissions(of: document.fields) else { return fields }
            return fields.setting(
                written.value(permissions: permissions), at: JSONPointer([target.roles.permissions]))
        case .user:
            guard let roles = read.roles(of: document.fields) else { return fields }
            let names = roles.map { name(ObjectID(kind: .role, name: $0)) }
            return fields.setting(
                written.value(names: names, of: .user), at: JSONPointer([target.users.roles]))
        case .app:
            guard let names = read.deployments(of: document.fields) else { return fields }
            return fields.setting(
                written.value(names: names, of: .app), at: JSONPointer([target.apps.deployments]))
        case .deployment, .subscription: return fields
        }
    }

    private func places(of kind: Kind) -> [(from: JSONPointer, to: JSONPointer)] {
        let identity = [(source[kind].identity, target[kind].identity)]
        let named: [(String, String)] =
            switch kind {
            case .role: [(source.roles.permissions, target.roles.permissions)]
            case .user:
                [
                    (source.users.roles, target.users.roles), (source.users.email, target.users.email),
                    (source.users.apiKey, target.users.apiKey),
                ]
            case .app: Self.fields(of: source.apps, target.apps)
            case .subscription: [(source.subscriptions.secret, target.subscriptions.secret)]
            case .deployment: []
            }
        let origin = [
            (source.origin.endpoint, target.origin.endpoint), (source.origin.bucket, target.origin.bucket),
            (source.origin.prefix, target.origin.prefix),
        ]
        let inside = kind == .deployment ? origin : []
        return (identity + named).map { (JSONPointer([$0.0]), JSONPointer([$0.1])) }
            + inside.compactMap { pair in
                guard let from = JSONPointer(pair.0), let to = JSONPointer(pair.1) else { return nil }
                return (from, to)
            }
    }

    private static func fields(of source: Dialect.AppFields, _ target: Dialect.AppFields) -> [(
        String, String
    )] {
        [
            (source.deployments, target.deployments), (source.currentBuild, target.currentBuild),
            (source.maxBuilds, target.maxBuilds), (source.processing, target.processing),
            (source.exporting, target.exporting), (source.error, target.error),
            (source.patches, target.patches),
            (source.builds, target.builds),
        ]
    }
}
