package import EdgeCore

/// What a sandbox says when it is ready.
package struct SandboxReport: Sendable {
    package let url: String
    package let adminToken: Secret
    /// The tar bucket as a pattern with `{org}`, `{app}` and `{build}`.
    package let builds: String
    package let organizations: [Organization]

    /// An organization, and an account of it that has all rights.
    package struct Organization: Sendable {
        package let name: String
        package let username: String
        package let apiKey: Secret
    }

    static let adminToken = "adminToken"

    init(
        _ addresses: Addresses, _ bucket: BucketRoute,
        _ accounts: (adminToken: Secret, organizations: [Organization])
    ) {
        url = addresses.api
        builds = bucket.pattern(base: addresses.storage)
        (adminToken, organizations) = accounts
    }

    static func accounts(_ shelf: Shelf) async throws -> (adminToken: Secret, organizations: [Organization]) {
        try await shelf.write { ledger in
            let token = try ledger.setting(Self.adminToken) { randomText() }
            let organizations = try ledger.organizations().compactMap { organization -> Organization? in
                guard let username = organization.reported,
                    let key = try ledger.secret(.user, username, in: organization.name)
                else { return nil }
                return Organization(name: organization.name, username: username, apiKey: Secret(key))
            }
            return (Secret(token), organizations)
        }
    }

    /// The ready object that is printed and written to the ready file; it holds the secrets in clear.
    package var json: JSON {
        [
            "url": .string(url), "adminToken": .string(adminToken.reveal()), "builds": .string(builds),
            "organizations": .array(
                organizations.map {
                    [
                        "name": .string($0.name), "username": .string($0.username),
                        "apiKey": .string($0.apiKey.reveal()),
                    ]
                }),
        ]
    }
}
