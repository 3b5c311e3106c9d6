import EdgeCore
import Glibc

/// One or many objects as a person names them: `app/Tide`, `app/Old*`, where a star stands for anything.
package struct ObjectPattern: Sendable, Hashable, CustomStringConvertible {
    let kind: Kind
    let name: String

    /// Nil when the text is no kind and name.
    package init?(_ text: String) {
        guard let id = ObjectID(text) else { return nil }
        kind = id.kind
        name = id.name
    }

    func matches(_ id: ObjectID) -> Bool {
        guard id.kind == kind else { return false }
        // Only the star is special: names may hold brackets.
        let plain = name.reduce(into: "") { text, character in
            text += "[]?\\".contains(character) ? "\\\(character)" : String(character)
        }
        return fnmatch(plain, id.name, 0) == 0
    }

    package var description: String { "\(kind.rawValue)/\(name)" }
}
