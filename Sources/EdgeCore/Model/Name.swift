/// The pattern that the Edge demands of a kind's names; they are unique and never change.
///
/// Source: API pages "Delete Organization", "get user details", "Delete Apps", "Deleting Deployments"
/// (2025-05-08). Roles and subscriptions have no documented pattern: only a length and no control characters.
package enum NamePattern: Sendable {
    /// `/^[A-Za-z0-9_]{2,50}$/`
    case word
    /// `/^[A-Za-z0-9_[\]]{2,50}$/`
    case bracketed
    /// 1 to 200 characters, none of them a control character or a slash.
    case free

    package var text: String {
        switch self {
        case .word: "[A-Za-z0-9_]{2,50}"
        case .bracketed: "[A-Za-z0-9_[\\]]{2,50}"
        case .free: "1 to 200 characters without slashes and control characters"
        }
    }

    package func accepts(_ text: String) -> Bool {
        let isWord = { (byte: UInt8) in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == 0x5F
        }
        switch self {
        case .word:
            return (2...50).contains(text.utf8.count) && text.utf8.allSatisfy(isWord)
        case .bracketed:
            return (2...50).contains(text.utf8.count)
                && text.utf8.allSatisfy { isWord($0) || $0 == 0x5B || $0 == 0x5D }
        case .free:
            return (1...200).contains(text.unicodeScalars.count)
                && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control && $0 != "/" }
        }
    }
}

/// What a name can belong to: a marker type that carries the pattern and the word for people.
package protocol Named {
    static var word: String { get }
    static var pattern: NamePattern { get }
}

package enum OrganizationEntity: Named {
    package static let word = "organization"
    package static let pattern = NamePattern.word
}

package enum AppEntity: Named {
    package static let word = "app"
    package static let pattern = NamePattern.word
}

package enum DeploymentEntity: Named {
    package static let word = "deployment"
    package static let pattern = NamePattern.bracketed
}

/// A checked name of one kind of entity; names of two kinds never mix.
package struct Name<Entity: Named>: Sendable, Hashable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) throws(CoreError) {
        guard Entity.pattern.accepts(text) else {
            throw .name(kind: Entity.word, text: text, pattern: Entity.pattern.text)
        }
        self.text = text
    }

    package var description: String { text }
}

package typealias OrganizationName = Name<OrganizationEntity>
package typealias AppName = Name<AppEntity>
package typealias DeploymentName = Name<DeploymentEntity>

extension Kind {
    /// The pattern of this kind's names.
    package var namePattern: NamePattern {
        switch self {
        case .user, .app: .word
        case .deployment: .bracketed
        case .role, .subscription: .free
        }
    }
}
