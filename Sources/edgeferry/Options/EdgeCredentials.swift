import EdgeClient
import EdgeCore
import Foundation

/// Finds out who we are for one side: a credentials file, else the environment; never plain arguments.
struct EdgeCredentials {
    let side: Side
    let organization: String
    let file: String?
    let environment: [String: String]

    /// A username without anything else is a person, who is asked for the password where there is a terminal.
    func resolve() async throws -> Credentials {
        let found = try await found()
        let proofs = [found.key, found.token, found.password].compactMap(\.self)
        guard proofs.count <= 1 else { throw SettingsError.twoCredentials(side) }
        if let token = found.token { return .bearer(token: token, username: found.username) }
        guard let username = found.username else {
            throw proofs.isEmpty ? SettingsError.noCredentials(side) : SettingsError.noUsername(side)
        }
        if let key = found.key { return .apiKey(username: username, key: key) }
        if let password = found.password { return .login(username: username, password: password) }
        let prompt = PasswordPrompt("Password of \(username) in \(organization), the \(side.rawValue): ")
        guard let password = try await prompt.ask() else { throw SettingsError.noCredentials(side) }
        return .login(username: username, password: password)
    }

    /// The token of an administrator of the whole Edge; nil when none is given.
    func adminToken() async throws -> Secret? { try await found().adminToken }

    private struct Found {
        var username: String?
        var key: Secret?
        var token: Secret?
        var password: Secret?
        var adminToken: Secret?
    }

    private func found() async throws -> Found {
        var found = try await file.asyncMap(read) ?? fromEnvironment
        found.adminToken = found.adminToken ?? value("ADMIN_TOKEN").map { Secret($0) }
        return found
    }

    private var fromEnvironment: Found {
        Found(
            username: value("USERNAME"), key: value("API_KEY").map { Secret($0) },
            token: value("TOKEN").map { Secret($0) })
    }

    private func value(_ name: String) -> String? {
        environment["EDGEFERRY_\(side.rawValue.uppercased())_\(name)"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The bits of a mode that nobody but us may have.
    ///
    /// What systemd hands a service by LoadCredential= is ours by an access control list, and the bits of the group then
    /// show our own right to read.
    private func foreignRights(_ path: String) -> mode_t {
        let handed = environment["CREDENTIALS_DIRECTORY"].map { $0.hasSuffix("/") ? $0 : $0 + "/" }
        return handed.map { path.hasPrefix($0) && !path.contains("/../") } == true ? 0o037 : 0o077
    }

    private func read(_ path: String) async throws -> Found {
        var status = stat()
        guard stat(path, &status) == 0 else { throw CoreError.file(path: path, doing: "read", code: errno) }
        guard status.st_mode & foreignRights(path) == 0 else { throw SettingsError.openFile(path) }
        let reader = try SettingsReader(path: path)
        let top = reader.top
        let username = top.string("username")
        let given = ["apiKey", "token", "password", "adminToken"].map { GivenSecret(top, $0) }
        top.close()
        try reader.finish()
        var secrets: [Secret?] = []
        for secret in given { secrets.append(try await secret?.read(environment, path)) }
        return Found(
            username: username, key: secrets[0], token: secrets[1], password: secrets[2],
            adminToken: secrets[3])
    }
}

/// A secret in a credentials file: the text itself, or where it comes from.
private enum GivenSecret {
    case text(String)
    case source(SecretSource)

    init?(_ section: SettingsSection, _ key: String) {
        guard let node = section.node(key) else { return nil }
        if case .map = node.value {
            guard let source = SecretSource(section.section(key)) else { return nil }
            self = .source(source)
        } else {
            guard let text = section.string(key) else { return nil }
            self = .text(text)
        }
    }

    func read(_ environment: [String: String], _ file: String) async throws -> Secret {
        switch self {
        case .text(let text): return Secret(text)
        case .source(let source):
            switch try await source.read(environment) {
            case .success(let secret): return secret
            case .failure(let unavailable):
                throw CoreError.settings(file: file, problems: [unavailable.reason])
            }
        }
    }
}

extension Optional {
    fileprivate func asyncMap<Result>(_ body: (Wrapped) async throws -> Result) async throws -> Result? {
        guard let self else { return nil }
        return try await body(self)
    }
}
