import Foundation

/// Which keys of a dialect a call stands on: those to look at when an Edge does not understand it.
extension Dialect {
    /// The key of the path that a call goes to, `role.path`; nil for a path that no key holds.
    /// - Parameter exactly: False takes the path of an item for that of its collection.
    package func pathKey(of path: String, exactly: Bool = false) -> String? {
        let paths = leaves.compactMap { key, value -> (key: String, path: String)? in
            guard key.lowercased().hasSuffix("path"), let held = value.string,
                path == held || (!exactly && path.hasPrefix(held + "/"))
            else { return nil }
            return (key, held)
        }
        return paths.max { ($0.path.count, $1.key) < ($1.path.count, $0.key) }?.key
    }

    /// The keys that name the path and the fields of a call, and the shapes of the fields.
    package func keys(creating isCreation: Bool, path: String, body: JSONObject) -> [String] {
        guard let pathKey = pathKey(of: path), let section = pathKey.split(separator: ".").first else {
            return []
        }
        let sections = [String(section), section + "s"].map { $0 + "." }
        let other = isCreation ? "patchIdentity" : "postIdentity"
        let fields = leaves.filter { key, value in
            guard let text = value.string, sections.contains(where: key.hasPrefix) else { return false }
            let member = key.drop { $0 != "." }.dropFirst()
            // Of an app's builds and patches no call speaks.
            guard ![other[...], "identity", "list", "item"].contains(member), !key.hasPrefix("apps.build"),
                !key.hasPrefix("apps.patch")
            else { return false }
            // Places inside documents count by their first step.
            let step = text.hasPrefix("/") ? JSONPointer(text)?.steps.first : text
            return step.map { body[$0] != nil } == true
        }.map(\.key)
        return [pathKey] + fields.sorted() + fields.sorted().flatMap { Self.shapesOfFields[$0] ?? [] }
            + (Self.shapesOfCalls[String(section)] ?? [])
            + (isCreation && Kind(rawValue: String(section)) != nil ? ["limits.longestName"] : [])
    }

    private static let shapesOfFields = [
        "roles.permissions": ["shapes.permissions", "shapes.permissionResource", "shapes.permissionValue"],
        "users.roles": ["shapes.roles", "shapes.roleName"],
        "apps.deployments": ["shapes.deployments", "shapes.deploymentName"],
    ]

    private static let shapesOfCalls = [
        "login": ["login.tokenHeader", "login.tokens"],
        "tasks": ["tasks.expireValue"],
        "deployment": ["origin.bucket", "origin.endpoint", "origin.prefix"],
    ]

    /// All keys of the recorded form with their values.
    private var leaves: [(key: String, value: JSON)] {
        // A value type of texts and numbers has a recorded form.
        guard let recorded = try? JSON(reading: JSONEncoder().encode(self)).object else { return [] }
        return recorded.members.flatMap { section in
            section.value.object?.members.map { ("\(section.key).\($0.key)", $0.value) }
                ?? [(section.key, section.value)]
        }
    }
}
