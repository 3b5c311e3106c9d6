import EdgeArchive
package import EdgeCore

/// How much a finding weighs.
package enum Severity: String, Sendable, CaseOrdered {
    /// Worth knowing; nothing is lost and nothing is wrong.
    case note
    /// Wrong, and the snapshots are whole all the same.
    case finding
    /// Could not be read, so nobody knows.
    case unknown
    /// Bytes are lost or altered.
    case damage
}

/// One thing that a rule found.
package struct Finding: Sendable, Hashable {
    /// The id of the rule.
    package let rule: String
    package let severity: Severity
    /// The file, below the root of the store.
    package let file: String?
    /// What it is about or what depends on it: `role/Testers`, `build/Tide/2`, `snapshot/<id>`.
    package var objects: [String]
    /// The place inside an object.
    package let place: String?
    package let what: String
    package let hint: String?

    package init(
        _ rule: String, _ severity: Severity, file: String? = nil, objects: [String] = [],
        place: String? = nil, _ what: String, hint: String? = nil
    ) {
        self.rule = rule
        self.severity = severity
        self.file = file
        self.objects = objects
        self.place = place
        self.what = what
        self.hint = hint
    }

    package var json: JSON {
        [
            "rule": .string(rule), "severity": .string(severity.rawValue), "file": .optional(file),
            "objects": .strings(objects), "place": .optional(place), "what": .string(what),
            "hint": .optional(hint),
        ]
    }

    /// One line for people; the hint is its own line.
    package var line: String {
        let place = [file, place].compactMap(\.self).joined(separator: " at ")
        let about = objects.isEmpty ? "" : " [\(Self.short(objects))]"
        return "\(severity.rawValue): \(place.isEmpty ? "" : place + ": ")\(what)\(about) (\(rule))"
    }

    private static func short(_ objects: [String]) -> String {
        let rest = objects.count - 4
        return objects.prefix(4).joined(separator: ", ") + (rest > 0 ? ", and \(rest) more" : "")
    }
}

extension Finding {
    /// What a failed reading means: damage when the bytes say so, unknown when they could not be had.
    init(_ rule: String, _ error: any Error, in layout: Layout, objects: [String] = []) {
        let file: String?
        let severity: Severity
        switch error {
        case ArchiveError.damaged(let path, _), ArchiveError.missing(let path),
            ArchiveError.unknownFormat(let path, _, _):
            (file, severity) = (path, .damage)
        case ArchiveError.file(let path, _, _), CoreError.file(let path, _, _):
            (file, severity) = (path, .unknown)
        default:
            (file, severity) = (nil, .unknown)
        }
        let explained = error as? any Explained
        let isMissing = if case ArchiveError.missing = error { true } else { false }
        self.init(
            rule, severity, file: file.map { layout.below($0) }, objects: objects,
            isMissing ? "it is missing" : explained?.why ?? explained?.what ?? "it cannot be read",
            hint: severity == .unknown ? "Run validate again; check the disk." : nil)
    }
}

extension Layout {
    /// A path of this store without its root.
    func below(_ path: String) -> String {
        path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : path
    }
}
