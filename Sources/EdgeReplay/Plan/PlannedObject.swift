package import EdgeCore

/// What an action is about: a document, or a build of the source.
package enum PlannedObject: Sendable, Hashable, CustomStringConvertible {
    case document(ObjectID)
    case build(AppName, SourceBuild)

    package var kind: String {
        switch self {
        case .document(let id): id.kind.rawValue
        case .build: "build"
        }
    }

    package var name: String {
        switch self {
        case .document(let id): id.name
        case .build(let app, let number): "\(app)/\(number)"
        }
    }

    package var description: String { "\(kind)/\(name)" }

    /// Reads `kind/name`.
    init?(text: String) {
        guard let slash = text.firstIndex(of: "/") else { return nil }
        self.init(kind: String(text[..<slash]), name: String(text[text.index(after: slash)...]))
    }

    package init?(kind: String, name: String) {
        if kind == "build" {
            let parts = name.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, let app = try? AppName(String(parts[0])), let number = Int(parts[1])
            else {
                return nil  // what is wrong with the name does not matter to the reader of a plan
            }
            self = .build(app, SourceBuild(number))
        } else if let kind = Kind(rawValue: kind), !name.isEmpty {
            self = .document(ObjectID(kind: kind, name: name))
        } else {
            return nil
        }
    }
}
