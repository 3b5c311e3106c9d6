package import EdgeCore

/// A place whose secret is not in the archive: `deployment/Nord#/origin/secretAccessKey`.
package struct SecretReference: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The object as it is called everywhere, builds included.
    package let object: String
    package let place: JSONPointer

    package init(object: String, place: JSONPointer) {
        self.object = object
        self.place = place
    }

    /// Reads the text form; names hold no slash, so the first `#/` ends the name.
    package init?(_ text: String) {
        guard let mark = text.firstRange(of: "#/"), let place = JSONPointer("/" + text[mark.upperBound...])
        else { return nil }
        object = String(text[..<mark.lowerBound])
        self.place = place
    }

    package var description: String { "\(object)#\(place)" }

    package static func < (left: SecretReference, right: SecretReference) -> Bool {
        precedes(left.description, right.description)
    }

    /// What stands in a plan instead of the secret.
    var slot: JSON { .object([Self.slotKey: .string(description)]) }

    static let slotKey = "$secret"

    /// The reference in a slot; nil for every other value.
    init?(slot value: JSON) {
        guard let object = value.object, object.count == 1, let text = object[Self.slotKey]?.string else {
            return nil
        }
        self.init(text)
    }
}
