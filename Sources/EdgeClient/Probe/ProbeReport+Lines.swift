package import EdgeCore

extension ProbeReport {
    /// The report for people.
    package var lines: [String] {
        ["probe of \(address), as \(side.rawValue); nothing was written"]
            + answered.map { "  \($0.name): \($0.text)" } + [versionsLine, "", "keys seen"]
            + answered.filter { !$0.fields.isEmpty }.map {
                "  \($0.name): \($0.fields.joined(separator: " "))"
            }
            + answered.filter { !$0.unknown.isEmpty }.map {
                "  unknown in \($0.name): \($0.unknown.joined(separator: " ")); kept and sent, unless a dialect classes them"
            }
            + ["", "dialect: \(count(.confirmed)), \(count(.contradicted)), \(count(.unseen))"]
            + contradicted.flatMap(\.lines) + unseenLines + [""] + rightsLines
    }

    private var versionsLine: String {
        guard let versions else { return "  versions: not read; they need an administrator's token" }
        return "  versions: "
            + versions.members.map { "\($0.key) \($0.value.string ?? "")" }.joined(separator: ", ")
    }

    private func count(_ verdict: KeyLook.Verdict) -> String {
        "\(keys.count { $0.verdict == verdict }) \(verdict.rawValue)"
    }

    /// Keys that share a reason share a line.
    private var unseenLines: [String] {
        let unseen = keys.filter { $0.verdict == .unseen }
        let reasons = unseen.map(\.note).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return reasons.map { reason in
            let keys = unseen.filter { $0.note == reason }.map(\.key)
            return "  not seen, \(reason): \(keys.joined(separator: ", "))"
        }
    }

    private var rightsLines: [String] {
        guard let rights else { return ["rights: the account could not be looked at"] }
        return ["rights (create 1, read 2, update 4, delete 8, execute 16)"]
            + rights.rows.map { row in
                let missing = row.isEnough(for: side) ? "" : ", not enough for this side"
                return
                    "  \(row.resource): \(row.held); a snapshot needs \(row.snapshot), a replay \(row.replay)\(missing)"
            }
    }

    package var json: JSON {
        [
            "url": .string(address.url), "organization": .string(address.organization.text),
            "side": .string(side.rawValue), "versions": versions.map { .object($0) } ?? .null,
            "answered": .array(answered.map(\.json)),
            "keys": .array(keys.map(\.json)),
            "rights": rights.map { rights in
                .object(JSONObject(rights.rows.map { (key: $0.resource, value: $0.json(side)) }))
            } ?? .null,
        ]
    }
}

extension ProbeReport.Answered {
    fileprivate var text: String {
        switch status {
        case 200?: "answered"
        case 403?: "refused: the account may not read them"
        case let status?: "answered with \(status)"
        case nil: "no JSON was answered"
        }
    }

    fileprivate var json: JSON {
        [
            "name": .string(name), "path": .string(path), "status": status.map { .int($0) } ?? .null,
            "fields": .strings(fields), "unknown": .strings(unknown),
        ]
    }
}

extension KeyLook {
    fileprivate var lines: [String] {
        let parts = key.split(separator: ".", maxSplits: 1)
        let change = { (value: String) in
            parts.count == 2 ? "\(parts[0]): {\(parts[1]): \(value)}" : "\(key): \(value)"
        }
        let hint: String =
            switch candidates.count {
            case 0: "look at \(key) in the dialect; nothing here could be it"
            case 1: "in a dialect file: \(change(candidates[0]))"
            default: "in a dialect file: \(change("…")), one of \(candidates.joined(separator: ", "))"
            }
        return ["  contradicted \(key): \(note)", "    \(hint)"]
    }

    fileprivate var json: JSON {
        [
            "key": .string(key), "verdict": .string(verdict.rawValue), "note": .string(note),
            "candidates": .strings(candidates),
        ]
    }
}

extension Rights.Row {
    fileprivate func json(_ side: Side) -> JSON {
        [
            "held": .int(held), "snapshot": .int(snapshot), "replay": .int(replay),
            "isEnough": .bool(isEnough(for: side)),
        ]
    }
}
