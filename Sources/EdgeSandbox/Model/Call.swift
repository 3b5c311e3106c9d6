import EdgeCore
import Foundation

/// One call of the API, taken apart.
struct Call: Sendable {
    let method: String
    /// Without query, as it came.
    let path: String
    var query: Query
    /// Empty for a call without a body.
    var body: JSONObject
    /// The item that the path names; nil on a collection.
    let item: String?
    /// The selection or refresh token of the login's calls.
    var token: String?
    /// The access token, when the account came by one.
    var bearer: String?
    /// Scheme and authority of the object storage, as this caller reaches it: what upload addresses begin with.
    let storage: String

    /// The text of a required member of the body.
    func text(_ key: String) throws(Refusal) -> String {
        guard let value = body[key], !value.isNull else { throw .missing(key) }
        guard let text = value.string else { throw .invalid("\(key) must be a text") }
        return text
    }

    /// The item of the path; a path that ends in a slash names none.
    func name() throws(Refusal) -> String {
        guard let item, !item.isEmpty else { throw .missing("name") }
        return item
    }
}

/// The parameters of a query in order, both sides percent-decoded.
struct Query: Sendable {
    private(set) var parameters: [(name: String, value: String)]

    init(_ text: some StringProtocol) {
        parameters = text.split(separator: "&").map { part in
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = sides.map { String($0).removingPercentEncoding ?? String($0) }
            return (decoded[0], decoded.count > 1 ? decoded[1] : "")
        }
    }

    subscript(name: String) -> String? {
        get { parameters.first { $0.name == name }?.value }
        set {
            parameters.removeAll { $0.name == name }
            if let newValue { parameters.append((name, newValue)) }
        }
    }

    /// All values of a repeated parameter; `[a,b]` and `a,b` count as two.
    func all(_ name: String) -> [String] {
        parameters.filter { $0.name == name }.flatMap {
            $0.value.trimmingCharacters(in: CharacterSet(charactersIn: "[]")).split(separator: ",")
                .map(String.init)
        }
    }
}
