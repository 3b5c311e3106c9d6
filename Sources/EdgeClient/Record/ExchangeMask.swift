import EdgeCore
import EdgeHTTP
import Foundation

/// Takes everything out of an exchange that is a value: what stays is the shape, fit to be sent to a stranger.
///
/// Kept are names of keys, the kind of each value, the first items of a list, statuses, and words of the dialect.
/// A key that is no plain word, or that some value in the same body equals, may be a name, and goes too.
struct ExchangeMask: Sendable {
    /// Items of a list that are kept; the rest has the same shape.
    private static let items = 3

    private let dialect: Dialect
    private let paths: [String]

    init(_ dialect: Dialect) {
        self.dialect = dialect
        paths = Kind.allCases.map { dialect[$0].path } + [dialect.builds.path, dialect.tasks.path]
    }

    func body(_ value: JSON) -> JSON {
        var names: Set<String> = []
        Self.collect(value, into: &names)
        return shape(value, names)
    }

    /// The path with names replaced: all behind a path of the dialect, and in another path all behind three steps.
    func path(_ path: String) -> String {
        let parts = path.split(separator: "?", maxSplits: 1)
        let plain = parts.first.map(String.init) ?? ""
        let query = parts.count == 2 ? "?" + self.query(String(parts[1])) : ""
        guard !paths.contains(plain) else { return plain + query }
        if let known = paths.first(where: { plain.hasPrefix($0 + "/") }) { return known + "/<name>" + query }
        let steps = plain.split(separator: "/")
        return "/" + steps.prefix(3).joined(separator: "/") + (steps.count > 3 ? "/<name>" : "") + query
    }

    /// Pages are told by their numbers; what else is asked for is a value.
    func query(_ items: [(String, String)]) -> [String] {
        items.map { key, value in
            ["offset", "limit"].contains(key) && Int(value) != nil
                ? "\(key)=\(value)" : "\(key.replacing("[]", with: "").isPlainKey ? key : "<key>")=<text>"
        }
    }

    private func query(_ text: String) -> String {
        let items = text.split(separator: "&").map { item in
            let parts = item.split(separator: "=", maxSplits: 1).map(String.init)
            return (parts.first ?? "", parts.count == 2 ? parts[1] : "")
        }
        return query(items).joined(separator: "&")
    }

    private func shape(_ value: JSON, _ names: Set<String>) -> JSON {
        switch value {
        case .null, .bool: value
        case .number: 0
        case .string(let text): .string(form(of: text))
        case .array(let values):
            .array(
                values.prefix(Self.items).map { shape($0, names) }
                    + (values.count > Self.items ? [.string("<\(values.count - Self.items) more>")] : []))
        case .object(let object):
            .object(
                JSONObject(
                    object.members.enumerated().map { place, member in
                        let isPlain = member.key.isPlainKey && !names.contains(member.key)
                        return (isPlain ? member.key : "<key \(place)>", shape(member.value, names))
                    }))
        }
    }

    private func form(of text: String) -> String {
        if text.isEmpty { return "" }
        if text == dialect.placeholder { return "<placeholder>" }
        if text.hasPrefix("http://") || text.hasPrefix("https://") { return "<address>" }
        if text.wholeMatch(of: /\d{4}-\d\d-\d\dT[0-9:.]+(Z|[+-]\d\d:?\d\d)/) != nil { return "<time>" }
        return "<text>"
    }

    private static func collect(_ value: JSON, into names: inout Set<String>) {
        switch value {
        case .string(let text): names.insert(text)
        case .array(let values): for value in values { collect(value, into: &names) }
        case .object(let object): for member in object.members { collect(member.value, into: &names) }
        default: break
        }
    }
}
