import EdgeCore

/// Puts slots for secrets into the bodies of one object, and secrets into slots.
struct Slots {
    private let object: String

    init(of object: String) { self.object = object }

    /// The body with slots at the places where secrets were left out; places without a parent are left out.
    func inserting(_ places: [JSONPointer], into body: JSON) -> JSON {
        places.sorted().reduce(body) { body, place in
            insert(SecretReference(object: object, place: place).slot, at: place.steps[...], in: body)
        }
    }

    /// The slots of a body. Only a slot that names its own place is one; anything else is a value of the archive.
    func references(in body: JSON) -> [SecretReference] {
        var found: [SecretReference] = []
        _ = walk(body, at: JSONPointer()) { reference in
            found.append(reference)
            return nil
        }
        return found
    }

    /// The body with the secrets in their slots; a slot without a secret was waived and is left out.
    func filling(_ body: JSONObject, with secrets: [SecretReference: Secret]) -> JSONObject {
        walk(.object(body), at: JSONPointer()) { secrets[$0].map { .string($0.reveal()) } }?.object ?? body
    }

    /// The body without its slots, as far as it can be compared.
    func without(_ body: JSONObject) -> JSONObject { filling(body, with: [:]) }

    private func walk(_ value: JSON, at place: JSONPointer, _ fill: (SecretReference) -> JSON?) -> JSON? {
        if let reference = SecretReference(slot: value), reference.object == object,
            reference.place == place
        {
            return fill(reference)
        }
        switch value {
        case .object(let object):
            return .object(
                JSONObject(
                    object.members.compactMap { key, value in
                        walk(value, at: place.appending(key), fill).map { (key: key, value: $0) }
                    }))
        case .array(let values):
            return .array(
                values.enumerated().compactMap {
                    walk($0.element, at: place.appending(String($0.offset)), fill)
                })
        default:
            return value
        }
    }

    private func insert(_ slot: JSON, at steps: ArraySlice<String>, in value: JSON) -> JSON {
        guard let step = steps.first else { return value }
        switch value {
        case .object(var object):
            if steps.count == 1 {
                object[step] = slot
            } else if let member = object[step] {
                object[step] = insert(slot, at: steps.dropFirst(), in: member)
            }
            return .object(object)
        case .array(var values):
            guard let index = Int(step), index >= 0, index <= values.count else { return value }
            if steps.count == 1 {
                // Masking has taken the item out, so it goes in again.
                values.insert(slot, at: index)
            } else if index < values.count {
                values[index] = insert(slot, at: steps.dropFirst(), in: values[index])
            }
            return .array(values)
        default:
            return value
        }
    }
}
