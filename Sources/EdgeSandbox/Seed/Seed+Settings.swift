package import EdgeCore
import Foundation

extension Seed {
    /// Reads a seed file; paths in it are relative to `folder`.
    /// - Throws: `CoreError.settings` with every wrong entry.
    package init(_ reader: SettingsReader, folder: String, dialect: Dialect = Dialect()) throws(CoreError) {
        let top = reader.top
        adminToken = top.string("adminToken")
        organizations = top.sections("organizations").map {
            Self.organization($0, folder: folder, dialect)
        }
        top.close()
        try reader.finish()
    }

    /// Reads a seed file of a path.
    package init(path: String, dialect: Dialect = Dialect()) throws(CoreError) {
        let folder = (path as NSString).deletingLastPathComponent
        try self.init(SettingsReader(path: path), folder: folder.isEmpty ? "." : folder, dialect: dialect)
    }

    private static func organization(_ section: SettingsSection, folder: String, _ dialect: Dialect)
        -> Organization
    {
        var organization = Organization(name: required("name", section), accounts: [])
        organization.accounts = section.sections("accounts").map { account in
            defer { account.close() }
            return Account(
                username: required("username", account), apiKey: account.string("apiKey").map(Secret.init),
                roles: account.strings("roles") ?? [dialect.roles.administrators])
        }
        if organization.accounts.isEmpty {
            section.problem("an organization needs at least one account", line: section.line)
        }
        for kind in Kind.allCases {
            organization.documents[kind] = list(kind.plural, section).compactMap { node in
                guard var fields = node.json.object else {
                    section.problem("\(kind.plural) must be maps", line: node.line)
                    return nil
                }
                if kind == .app { fields["builds"] = nil }
                if kind == .user, let password = fields["password"]?.string {
                    fields["password"] = nil
                    organization.passwords.append(
                        (fields[dialect.user.postIdentity]?.string ?? "", Secret(password)))
                }
                return fields
            }
        }
        organization.builds = section.sections("apps").map { app in
            (required("name", app), app.sections("builds").map { build($0, folder: folder) })
        }
        organization.tokens = section.sections("tokens").map { token in
            defer { token.close() }
            return (required("token", token), required("username", token))
        }
        section.close()
        return organization
    }

    private static func build(_ section: SettingsSection, folder: String) -> Build {
        defer { section.close() }
        let label = section.string("label")
        let files = section.sections("files").map(file)
        if let path = section.string("from") {
            if !files.isEmpty {
                section.problem("from and files exclude each other", line: section.line)
            }
            return Build(label: label, content: .path(path.hasPrefix("/") ? path : "\(folder)/\(path)"))
        }
        if files.isEmpty { section.problem("a build needs files or from", line: section.line) }
        return Build(label: label, content: .files(files))
    }

    private static func file(_ section: SettingsSection) -> File {
        defer { section.close() }
        let path = required("path", section)
        let text = section.string("text")
        let size = section.int("size")
        if (text == nil) == (size == nil) {
            section.problem("a file needs either text or size", line: section.line)
        }
        if let size, !(0...1 << 30).contains(size) {
            section.problem("size must be from 0 to 1 GiB", line: section.line)
        }
        return File(path: path, content: text.map { .text($0) } ?? .size(min(max(size ?? 0, 0), 1 << 30)))
    }

    private static func list(_ key: String, _ section: SettingsSection) -> [SettingsNode] {
        guard let node = section.node(key) else { return [] }
        if case .list(let nodes) = node.value { return nodes }
        section.problem("\(key) must be a list", line: node.line)
        return []
    }

    private static func required(_ key: String, _ section: SettingsSection) -> String {
        if let text = section.string(key), !text.isEmpty { return text }
        section.problem("\(key) is missing", line: section.line)
        return ""
    }
}
