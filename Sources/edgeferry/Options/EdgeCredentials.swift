import EdgeClient
import EdgeCore
import Foundation

/// Finds out who we are for one side: a credentials file, else the environment; never plain arguments.
struct EdgeCredentials {
    let side: Side
    let file: String?
    let environment: [String: String]

    func resolve() throws -> Credentials {
        let found = try file.map(read) ?? fromEnvironment
        switch (found.username, found.key, found.token) {
        case (let username?, let key?, nil): return .apiKey(username: username, key: key)
        case (let username, nil, let token?): return .bearer(token: token, username: username)
        case (_, .some, .some): throw SettingsError.twoCredentials(side)
        case (nil, .some, nil): throw SettingsError.noUsername(side)
        case (_, nil, nil): throw SettingsError.noCredentials(side)
        }
    }

    private typealias Found = (username: String?, key: Secret?, token: Secret?)

    private var fromEnvironment: Found {
        let value = { (name: String) in
            environment["EDGEFERRY_\(side.rawValue.uppercased())_\(name)"].flatMap { $0.isEmpty ? nil : $0 }
        }
        return (value("USERNAME"), value("API_KEY").map { Secret($0) }, value("TOKEN").map { Secret($0) })
    }

    private func read(_ path: String) throws -> Found {
        var status = stat()
        guard stat(path, &status) == 0 else { throw CoreError.file(path: path, doing: "read", code: errno) }
        guard status.st_mode & 0o077 == 0 else { throw SettingsError.openFile(path) }
        let reader = try SettingsReader(path: path)
        let top = reader.top
        let found = (
            top.string("username"), top.string("apiKey").map { Secret($0) },
            top.string("token").map { Secret($0) }
        )
        top.close()
        try reader.finish()
        return found
    }
}
