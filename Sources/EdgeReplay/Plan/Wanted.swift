import EdgeCore

/// The documents as they shall be on the target: overlays applied, secrets taken out again.
struct Wanted: Sendable {
    var documents: [Kind: [Document]] = [:]
    /// Where secrets belong.
    var secrets: [ObjectID: [JSONPointer]] = [:]

    init(_ contents: Contents, _ policy: Policy, _ mask: Mask) {
        for (kind, list) in contents.documents {
            documents[kind] = list.map { document in
                let overlay = policy.overlays[document.id]
                var places = contents.masked[document.id] ?? []
                var document = document
                if let overlay {
                    document = document.merging(overlay)
                    // A place that the overlay takes away, itself or with what is above it, needs no secret.
                    places.removeAll { Self.takesAway(overlay, $0) }
                }
                let masked = mask.apply(to: document)
                let all = Set(places).union(masked.places).sorted()
                if !all.isEmpty { secrets[document.id] = all }
                return masked.document
            }
        }
    }

    /// The documents that a replay is about.
    func only(_ isSelected: (ObjectID) -> Bool) -> Wanted {
        var selected = self
        selected.documents = documents.mapValues { $0.filter { isSelected($0.id) } }
        return selected
    }

    private static func takesAway(_ overlay: JSON, _ place: JSONPointer) -> Bool {
        var value: JSON? = overlay
        for step in place.steps {
            value = value?[step]
            if value?.isNull == true { return true }
        }
        return false
    }
}

extension Document {
    /// The document with the overlay of a policy applied: a JSON merge patch.
    func merging(_ overlay: JSON) -> Document {
        let merged = JSON.object(fields).merging(patch: overlay)
        return Document(kind: kind, name: name, fields: merged.object ?? fields)
    }
}
