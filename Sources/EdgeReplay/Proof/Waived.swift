package import EdgeCore

/// A secret that was done without, by the operator's word, and what was left out with it.
package struct Waived: Sendable, Hashable {
    /// `deployment/Nord#/origin/secretAccessKey`
    package let place: String
    /// The object that it belongs to, which was left out.
    package let object: String
    /// What was left out because it needs that object.
    package let dependants: [String]

    init(_ reference: SecretReference, in plan: Plan) {
        place = reference.description
        object = reference.object
        dependants = plan.dependants(of: reference.object)
    }
}

extension Waived {
    package var line: String {
        let others = dependants.map { ", " + $0 }.joined()
        return "waived secret: \(place); left out with it: \(object)\(others)"
    }

    package var json: JSON {
        ["place": .string(place), "object": .string(object), "dependants": .strings(dependants)]
    }

    /// Reads what `json` gives; nil for anything else.
    package init?(_ json: JSON) {
        guard let place = json["place"]?.string, let object = json["object"]?.string,
            let dependants = json["dependants"]?.strings
        else { return nil }
        self.place = place
        self.object = object
        self.dependants = dependants
    }
}
