package import EdgeCore

/// What a sandbox holds when it starts on an empty folder.
package struct Seed: Sendable {
    package var organizations: [Organization]
    /// Random when nil.
    package var adminToken: String?

    package init(organizations: [Organization] = [], adminToken: String? = nil) {
        self.organizations = organizations
        self.adminToken = adminToken
    }

    /// One organization; `Administrators` is made without being named.
    package struct Organization: Sendable {
        package var name: String
        /// Machine users; the first one is reported when the sandbox is ready.
        package var accounts: [Account]
        /// Documents as a POST would send them, by kind.
        package var documents: [Kind: [JSONObject]]
        /// Builds by the name of their app, in the order of their numbers.
        package var builds: [(app: String, builds: [Build])]
        /// Access tokens of accounts.
        package var tokens: [(token: String, username: String)]
        /// Passwords of people, who then need no invitation.
        package var passwords: [(username: String, password: Secret)] = []

        package init(
            name: String, accounts: [Account], documents: [Kind: [JSONObject]] = [:],
            builds: [(app: String, builds: [Build])] = [], tokens: [(token: String, username: String)] = []
        ) {
            self.name = name
            self.accounts = accounts
            self.documents = documents
            self.builds = builds
            self.tokens = tokens
        }
    }

    /// A machine user with a key of its own or a random one.
    package struct Account: Sendable {
        package var username: String
        package var apiKey: Secret?
        package var roles: [String]

        package init(username: String, apiKey: Secret? = nil, roles: [String]) {
            self.username = username
            self.apiKey = apiKey
            self.roles = roles
        }
    }

    /// One native build: a ready tar, or files from which a tar is made.
    package struct Build: Sendable {
        package var label: String?
        package var content: Content

        package init(label: String? = nil, content: Content) {
            self.label = label
            self.content = content
        }

        package enum Content: Sendable {
            /// A tar, linked if it can be; or a folder whose files become the tar.
            case path(String)
            case files([File])
            /// One that is only known of: it has a number and a size, and no bytes.
            case known(number: Int, size: Int64)
        }
    }

    /// One small file of a build.
    package struct File: Sendable {
        package var path: String
        package var content: Content

        package init(path: String, content: Content) {
            self.path = path
            self.content = content
        }

        package enum Content: Sendable {
            case text(String)
            /// Bytes that look random and are the same each time.
            case size(Int)
        }
    }
}
