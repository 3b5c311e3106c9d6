/// What goes wrong with plain values: text that is no JSON, names that break a pattern, files of people.
package enum CoreError: Explained, Hashable {
    /// Text that is not acceptable JSON; the offset counts bytes.
    case json(reason: String, offset: Int)
    /// A name outside the pattern of its kind.
    case name(kind: String, text: String, pattern: String)
    /// A settings file that cannot be read as YAML at all.
    case yaml(file: String, line: Int?, reason: String)
    /// One or more wrong entries of a settings file, all of them at once.
    case settings(file: String, problems: [String])
    /// A file that cannot be opened, read or written; `code` is the `errno`.
    case file(path: String, doing: String, code: Int32)

    package var what: String {
        switch self {
        case .json: "cannot read JSON"
        case .name(let kind, let text, _): "\(quoted(text)) is no name of \(article(kind)) \(kind)"
        case .yaml(let file, _, _): "cannot read \(file)"
        case .settings(let file, let problems):
            problems.count == 1 ? "\(file) has an error" : "\(file) has \(problems.count) errors"
        case .file(let path, let doing, _): "cannot \(doing) \(path)"
        }
    }

    package var why: String? {
        switch self {
        case .json(let reason, let offset): "\(reason), at byte \(offset)"
        case .name(_, _, let pattern): "names match \(pattern)"
        case .yaml(_, let line, let reason): line.map { "line \($0): \(reason)" } ?? reason
        case .settings(_, let problems): problems.joined(separator: "; ")
        case .file(_, _, let code): systemMessage(code)
        }
    }

    package var hint: String? {
        switch self {
        case .json: "Correct the JSON, or ask whoever wrote it."
        case .name: "Correct the name."
        case .yaml, .settings: "Correct the file and run the same command again."
        case .file(_, _, let code): fileHint(code)
        }
    }

    package var status: ExitStatus {
        switch self {
        case .json: .outsideContract
        case .name, .yaml, .settings: .settings
        case .file(_, let doing, let code): fileStatus(doing: doing, code: code)
        }
    }

    private func article(_ word: String) -> String {
        word.first.map { "aeio".contains($0) } == true ? "an" : "a"
    }
}
