import EdgeCore

/// Documents as a server may return them: with secrets, fields that nobody knows, and numbers that most readers change.
enum GoldenOrganization {
    static func documents(_ kind: Kind, _ dialect: Dialect) throws -> [Document] {
        try (texts[kind] ?? []).map { text in
            var fields = try JSON(reading: text).object ?? [:]
            guard let name = fields[dialect[kind].identity]?.string else { preconditionFailure(text) }
            if kind == .app, dialect.apps.maxBuilds != "maxBuilds" {
                fields[dialect.apps.maxBuilds] = fields["maxBuilds"]
                fields["maxBuilds"] = nil
            }
            return Document(kind: kind, name: name, fields: fields)
        }
    }

    private static let texts: [Kind: [String]] = [
        .role: [
            #"{"name": "Administrators", "permissions": {"apps": 15, "bundles": 31, "roles": 15, "tasks": 31}}"#,
            #"{"name": "Testers", "permissions": {"bundles": 2, "tasks": 31, "workbench": 99}, "protected": false}"#,
            #"{"name": "Über Prüfer 𝄞", "permissions": {"consumption": 2}, "note": "\u0001\t\"\\\/ e\u0301 \ud834\udd1e"}"#,
        ],
        .deployment: [
            """
            {"name": "eu", "origin": {"type": "s3", "bucket": "harbour-eu", "endpoint": "https://s3.example", "prefix": "eu/",
             "region": "********", "accessKeyId": "not kept", "secretAccessKey": "not kept"},
             "limits": {"rate": 1.0, "burst": 1e5, "bytes": 123456789012345678901234567890, "zero": -0, "tiny": 1.50E-7}}
            """,
            #"{"name": "us[1]", "origin": {"type": "s3", "bucket": "harbour-us"}, "unknown": {"deep": [[], {}, null, [1.00]]}}"#,
        ],
        .user: [
            #"{"username": "anna", "email": "anna@example.com", "firstname": "Anna", "surname": "Å", "roles": ["Testers"]}"#,
            #"{"username": "robot", "label": "Robot", "roles": ["Testers"], "apiKey": "not kept", "quota": 0.10}"#,
        ],
        .app: [
            """
            {"name": "Tide", "label": "Tide", "deployments": ["eu", "us[1]"], "iCurBuild": 3, "maxBuilds": 5,
             "patches": [{"fromBuildId": 1, "toBuildId": 2}], "updated": "2026-09-20T08:00:00Z", "x-future": true}
            """,
            #"{"name": "Empty_App", "label": "", "deployments": ["eu"], "maxBuilds": 1}"#,
        ],
        .subscription: [
            #"{"name": "hook", "url": "https://example.com/hook", "secret": "not kept", "events": ["build", 7, null]}"#
        ],
    ]
}
