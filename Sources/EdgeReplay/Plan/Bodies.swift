import EdgeCore

/// Writes the bodies of calls: no field that the server makes, no secret, slots where secrets belong.
struct Bodies: Sendable {
    let dialect: Dialect
    let table: FieldTable
    private let shape: DocumentShape

    init(_ dialect: Dialect) {
        self.dialect = dialect
        shape = DocumentShape(dialect)
        table = FieldTable(dialect)
    }

    /// All that is sent to make an object. Deployments of an app are registered by a call of their own.
    func create(_ document: Document, secrets: [JSONPointer]) -> JSONObject {
        var body = JSONObject()
        for (key, value) in document.fields.members where !value.isNull && isSent(key, document.kind) {
            body[key] = sent(key, value, document.kind)
        }
        body[dialect[document.kind].postIdentity] = .string(document.name)
        return slotted(body, document, secrets.filter { isSecretSent($0, document.kind) })
    }

    /// The fields that differ, whole; null takes a field away that only the target has.
    func update(_ document: Document, fields: Set<String>, secrets: [JSONPointer]) -> JSONObject {
        var body = JSONObject()
        for key in fields {
            body[key] = document.fields[key].map { sent(key, $0, document.kind) } ?? .null
        }
        body[dialect[document.kind].patchIdentity] = .string(document.name)
        return slotted(
            body, document,
            secrets.filter { place in
                isSecretSent(place, document.kind) && place.steps.first.map(fields.contains) == true
            })
    }

    func register(_ deployments: [String], with app: String) -> JSONObject {
        [
            dialect.app.patchIdentity: .string(app),
            dialect.apps.deployments: shape.value(names: deployments, of: .app),
        ]
    }

    func build(_ build: Contents.Build, isPulled: Bool) -> JSONObject {
        var body: JSONObject = [
            dialect.builds.app: .string(build.app.text), dialect.builds.size: .int(build.size),
        ]
        body[dialect.builds.label] = build.label.map(JSON.string)
        if isPulled {
            let place = JSONPointer([dialect.builds.url])
            body[dialect.builds.url] = SecretReference(object: build.object.description, place: place).slot
        }
        return body
    }

    /// The document that a body makes or changes, as far as it can be compared: the fields of the body alone.
    func document(_ id: ObjectID, of body: JSONObject) -> Document {
        var fields = Slots(of: id.description).without(body)
        let resource = dialect[id.kind]
        fields[resource.postIdentity] = nil
        fields[resource.patchIdentity] = nil
        return Document(kind: id.kind, name: id.name, fields: fields)
    }

    private func isSent(_ key: String, _ kind: Kind) -> Bool {
        if kind == .app && key == dialect.apps.deployments { return false }
        return switch table.classify(key, of: kind) {
        case .reference, .value, .unknown: true
        case .identity, .volatile, .secret: false
        }
    }

    private func sent(_ key: String, _ value: JSON, _ kind: Kind) -> JSON {
        guard table.classify(key, of: kind) == .reference, value.array != nil,
            let names = shape.names(value, of: kind)
        else { return value }
        return shape.value(names: names, of: kind)
    }

    /// API keys and webhook secrets are made by the target, and what it makes by itself is not sent.
    private func isSecretSent(_ place: JSONPointer, _ kind: Kind) -> Bool {
        guard let field = place.steps.first else { return false }
        switch kind {
        case .user where field == dialect.users.apiKey: return false
        case .subscription where field == dialect.subscriptions.secret: return false
        default: return table.classify(field, of: kind) != .volatile
        }
    }

    private func slotted(_ body: JSONObject, _ document: Document, _ places: [JSONPointer]) -> JSONObject {
        guard !places.isEmpty else { return body }
        return Slots(of: document.id.description).inserting(places, into: .object(body)).object ?? body
    }
}
