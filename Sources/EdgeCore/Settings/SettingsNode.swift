import Yams

/// One value of a file that people write (YAML), with the line it stands on.
///
/// Readers ask for what they know; `SettingsReader.finish()` then names everything else with the nearest known key.
package struct SettingsNode: Sendable {
    package let value: Value
    /// Counted from 1.
    package let line: Int

    package indirect enum Value: Sendable {
        case null
        case bool(Bool)
        case number(JSONNumber)
        case string(String)
        case list([SettingsNode])
        case map([(key: String, line: Int, node: SettingsNode)])
    }

    /// The same as JSON; map keys in canonical order.
    package var json: JSON {
        switch value {
        case .null: .null
        case .bool(let value): .bool(value)
        case .number(let number): .number(number)
        case .string(let text): .string(text)
        case .list(let nodes): .array(nodes.map(\.json))
        case .map(let entries): .object(JSONObject(entries.map { (key: $0.key, value: $0.node.json) }))
        }
    }

    var word: String {
        switch value {
        case .null: "nothing"
        case .bool: "true or false"
        case .number: "a number"
        case .string: "text"
        case .list: "a list"
        case .map: "a map"
        }
    }
}

extension SettingsNode {
    /// Parses a whole YAML file; aliases may be used, but what they expand to has a bound.
    package init(yaml text: String, file: String) throws(CoreError) {
        do {
            guard text.utf8.count <= 4 << 20 else {
                throw CoreError.yaml(file: file, line: nil, reason: "longer than 4 MiB")
            }
            guard let node = try Yams.compose(yaml: text) else {
                self.init(value: .map([]), line: 1)
                return
            }
            var budget = 100_000
            try self.init(node, file: file, depth: 0, &budget)
        } catch let error as CoreError {
            throw error
        } catch let error as YamlError {
            throw Self.explained(error, file: file)
        } catch {
            throw .yaml(file: file, line: nil, reason: String(describing: error))
        }
    }

    private static func explained(_ error: YamlError, file: String) -> CoreError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            .yaml(file: file, line: mark.line, reason: problem)
        case .duplicatedKeysInMapping(let duplicates, let context):
            .yaml(
                file: file, line: context.mark.line,
                reason: "the key \(quoted(duplicates.first ?? "?")) stands twice")
        default:
            .yaml(file: file, line: nil, reason: "this is not YAML")
        }
    }

    private init(_ node: Node, file: String, depth: Int, _ budget: inout Int) throws(CoreError) {
        let line = node.mark?.line ?? 1
        budget -= 1
        guard budget > 0 else { throw .yaml(file: file, line: line, reason: "more than 100000 values") }
        guard depth < 64 else { throw .yaml(file: file, line: line, reason: "nested deeper than 64") }
        switch node {
        case .scalar(let scalar):
            self.init(value: Self.value(of: scalar, node), line: line)
        case .sequence(let sequence):
            var nodes: [SettingsNode] = []
            for item in sequence {
                nodes.append(try SettingsNode(item, file: file, depth: depth + 1, &budget))
            }
            self.init(value: .list(nodes), line: line)
        case .mapping(let mapping):
            var entries: [(key: String, line: Int, node: SettingsNode)] = []
            for (key, item) in mapping {
                guard let name = key.scalar?.string else {
                    throw .yaml(file: file, line: key.mark?.line, reason: "a key must be plain text")
                }
                let node = try SettingsNode(item, file: file, depth: depth + 1, &budget)
                entries.append((name, key.mark?.line ?? line, node))
            }
            self.init(value: .map(entries), line: line)
        case .alias:
            throw .yaml(file: file, line: line, reason: "aliases are not accepted")
        }
    }

    private static func value(of scalar: Node.Scalar, _ node: Node) -> Value {
        guard scalar.style == .plain else { return .string(scalar.string) }
        if node.null != nil { return .null }
        if let bool = node.bool, ["true", "false"].contains(scalar.string.lowercased()) {
            return .bool(bool)
        }
        if case .number(let number)? = try? JSON(reading: scalar.string) { return .number(number) }
        return .string(scalar.string)
    }
}
