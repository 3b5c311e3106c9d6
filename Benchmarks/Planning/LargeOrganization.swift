import EdgeCore

/// An organization of many objects, with documents like those of `Templates/sandbox-organization.yml`.
struct LargeOrganization {
    /// Objects in all.
    let count: Int

    private var deployments: Int { 20 }
    private var roles: Int { min(200, max(1, count / 100)) }
    private var users: Int { count / 4 }
    private var subscriptions: Int { count / 20 }
    private var apps: Int { count - deployments - roles - users - subscriptions }

    /// By kind, as an Edge gives them.
    var documents: [Kind: [Document]] { documents { _ in true } }

    /// What the target has already: every other object, and of these every fifth with another label.
    var halfThere: [Document] {
        documents { $0 % 2 == 0 }.values.flatMap { list in
            list.enumerated().map { index, document in
                guard index % 5 == 0 else { return document }
                var changed = document
                changed.fields["label"] = "Something else"
                return changed
            }
        }
    }

    private func documents(_ isIncluded: (Int) -> Bool) -> [Kind: [Document]] {
        [
            .deployment: (0..<deployments).filter(isIncluded).map(deployment),
            .role: (0..<roles).filter(isIncluded).map(role), .user: (0..<users).filter(isIncluded).map(user),
            .app: (0..<apps).filter(isIncluded).map(app),
            .subscription: (0..<subscriptions).filter(isIncluded).map(subscription),
        ]
    }

    private func document(_ kind: Kind, _ name: String, _ fields: JSONObject) -> Document {
        var fields = fields
        fields[Dialect()[kind].identity] = .string(name)
        fields["created"] = "2026-01-01T00:00:00.000Z"
        fields["updated"] = "2026-02-01T00:00:00.000Z"
        return Document(kind: kind, name: name, fields: fields)
    }

    private func deployment(_ number: Int) -> Document {
        document(
            .deployment, "europe\(number)",
            [
                "label": "Europe, object storage", "originPrefix": "live",
                "origin": [
                    "kind": "s3", "endpoint": "s3.eu-central-1.amazonaws.com",
                    "bucket": .string("harbour-europe-\(number)"), "region": "eu-central-1",
                ],
            ])
    }

    private func role(_ number: Int) -> Document {
        document(
            .role, roleName(number),
            [
                "label": "Product managers",
                "permissions": [
                    "apps": 15, "bundles": 15, "dependencies": 15, "deployments": 2, "keys": 15, "sources": 2,
                    "tasks": 6, "trainings": 6,
                ],
            ])
    }

    /// The first one is that of all rights, which every organization has.
    private func roleName(_ number: Int) -> String {
        number % roles == 0 ? "Administrators" : "Managers \(number % roles)"
    }

    private func user(_ number: Int) -> Document {
        document(
            .user, "ci_linux_\(number)",
            [
                "label": .string("Build server \(number) for Linux"), "enabled": true,
                "roles": [
                    .string(roleName(number)), .string(roleName(number + 7)),
                ],
            ])
    }

    private func app(_ number: Int) -> Document {
        document(
            .app, "Lighthouse_\(number)",
            [
                "label": .string("The light at the end of pier \(number)"), "maxBuilds": 3,
                "deployments": [
                    .string("europe\(number % deployments)"), .string("europe\((number + 3) % deployments)"),
                ],
                "iCurBuild": 0, "builds": [], "patches": [], "processing": false, "exporting": false,
                "error": .null, "sizeBytes": 0,
            ])
    }

    private func subscription(_ number: Int) -> Document {
        document(
            .subscription, "hook_\(number)",
            [
                "kind": "webhook", "types": ["deploy", "mkraw"], "events": ["begin", "end"],
                "url": .string("https://hooks.harbour.example/\(number)"),
            ])
    }
}
