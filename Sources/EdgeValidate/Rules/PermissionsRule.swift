import EdgeCore

/// Permissions of roles are whole numbers within the maximum of their resource; an Edge would refuse others.
///
/// Maxima: API page "Roles" (create 1, read 2, update 4, delete 8, execute 16). Its own example gives `bundles` 31,
/// so that is let pass. Resources that the page does not know are notes.
struct PermissionsRule: ContentRule {
    static let id = "permissions"
    static let level = Level.content

    private static let maxima = [
        "apps": 15, "beUsers": 15, "bundles": 31, "consumption": 2, "dependencies": 15, "deployments": 15,
        "keys": 15, "roles": 15, "sources": 15, "subscriptions": 15, "tasks": 31, "trainings": 6,
    ]

    func findings(in contents: SnapshotContents) -> [Finding] {
        (contents.documents[.role] ?? []).flatMap { role -> [Finding] in
            let field = contents.dialect.roles.permissions
            guard let permissions = DocumentShape(contents.dialect).permissions(of: role.fields) else {
                guard let value = role.fields[field], !value.isNull else { return [] }
                return [
                    contents.finding(
                        Self.id, .finding, role, at: "/\(field)",
                        "they have another shape than the snapshot's dialect says")
                ]
            }
            return permissions.members.compactMap { resource, value in
                let place = JSONPointer([field, resource]).description
                guard let maximum = Self.maxima[resource] else {
                    return contents.finding(
                        Self.id, .note, role, at: place, "no documented resource; it is kept as it is")
                }
                // Bits beyond the maximum's own are as wrong as a number beyond it.
                guard let bits = value.int, bits >= 0, bits & ~maximum == 0 else {
                    return contents.finding(
                        Self.id, .finding, role, at: place,
                        "the value is \(quoted(value.canonical, limit: 40)), the maximum is \(maximum)")
                }
                return nil
            }
        }
    }
}
