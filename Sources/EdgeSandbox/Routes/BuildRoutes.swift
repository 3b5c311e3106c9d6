import EdgeCore
import Foundation

/// `POST` of a native build, by upload or by an address that the Edge fetches (edge-api 3.5.2).
enum BuildRoutes {
    /// How long an upload address lives.
    static let uploadLifetime: TimeInterval = 24 * 3600

    static func submit(_ dialect: Dialect) -> Route {
        Route(
            method: "POST", path: dialect.builds.path, permission: Permission(resource: "apps", bit: .update)
        ) { call, account, ledger in
            let names = dialect.builds
            let app = try call.text(names.app)
            guard try ledger.exists(.app, app, in: account.organization) else {
                throw Refusal.notFound("there is no app \(quoted(app))")
            }
            if let trouble = try ledger.troubles(of: app, in: account.organization).first {
                // Locked until somebody has mended it (edge-api 4.6).
                throw Refusal.protected("app \(quoted(app)) is in error, \(trouble.text)")
            }
            let label = try optional(names.label, call.body) { $0.string }
            let size = try optional(names.size, call.body) { $0.int }
            guard size ?? 0 >= 0 else { throw Refusal.invalid("\(names.size) must not be negative") }
            var answer = JSONObject()
            if let url = call.body[names.url], !url.isNull {
                try check(url, names.url, ledger)
                let begun = try ledger.begin(
                    app: app, label: label, at: .dltar, url: url, size: size.map(Int64.init),
                    in: account.organization)
                answer[names.task] = .string(TaskRow.name(begun.task))
                return .success("import submitted", answer)
            }
            let token = randomText()
            let created = Timestamp.date(ledger.now) ?? Date.distantPast
            let begun = try ledger.begin(
                app: app, label: label, at: .upload, size: size.map(Int64.init), token: token,
                expires: Timestamp.text(created.addingTimeInterval(uploadLifetime)), in: account.organization)
            answer[names.task] = .string(TaskRow.name(begun.task))
            answer[names.uploadURL] = .string("\(call.storage)\(UploadRoute.prefix)\(token)")
            return .success("upload expected", answer)
        }
    }

    /// A text, or an object with the address, headers to send, and an end of its life (A2).
    private static func check(_ url: JSON, _ key: String, _ ledger: Ledger) throws(Refusal) {
        guard let object = url.object else {
            guard url.string != nil else { throw .invalid("\(key) must be a text or an object with url") }
            return
        }
        guard object["url"]?.string != nil else { throw .missing("\(key).url") }
        if let headers = object["headers"], !headers.isNull {
            let isMap = headers.object?.members.allSatisfy { $0.value.string != nil } ?? false
            guard isMap else { throw .invalid("\(key).headers must be a map of texts") }
        }
        if let expires = object["expires"], !expires.isNull {
            guard let time = expires.string.flatMap(Timestamp.date) else {
                throw .invalid("\(key).expires must be a time in UTC")
            }
            guard Timestamp.text(time) > ledger.now else { throw .invalid("\(key) has expired") }
        }
    }

    private static func optional<Value>(
        _ key: String, _ body: JSONObject, _ read: (JSON) -> Value?
    ) throws(Refusal) -> Value? {
        guard let value = body[key], !value.isNull else { return nil }
        guard let found = read(value) else { throw .invalid("\(key) has the wrong type") }
        return found
    }
}
