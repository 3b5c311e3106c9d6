/// The table of the server's names and shapes that are not documented for certain.
///
/// The default is our best reading; docs/EDGE-CONTRACT.md gives the reason for each line. A snapshot records the
/// dialect it was read with, and readers translate through it.
package struct Dialect: Sendable, Hashable, Codable {
    package var role = Resource(path: "/be/v1/roles", list: "roles", item: "role")
    package var deployment = Resource(path: "/be/v1/deployments", list: "deployments", item: "deployment")
    package var user = Resource(
        path: "/be/v1/users", list: "users", item: "user", identity: "username")
    package var app = Resource(path: "/be/v1/apps", list: "apps", item: "app")
    package var subscription = Resource(
        path: "/be/v1/subscriptions", list: "subscriptions", item: "subscription")

    package var roles = RoleFields()
    package var users = UserFields()
    package var apps = AppFields()
    package var builds = BuildCall()
    package var tasks = TaskFields()
    package var origin = OriginFields()
    package var subscriptions = SubscriptionFields()
    package var triggers = TriggerCall()
    package var login = LoginCalls()
    package var admin = AdminCalls()
    package var answers = AnswerKeys()
    package var notCarried = NotCarried()
    package var shapes = Shapes()
    package var limits = Limits()

    /// The text that stands for a secret in answers; such a value is never stored and never sent.
    package var placeholder = "********"
    /// Classes of fields that a server adds: kind, then field name.
    package var fields: [String: [String: FieldClass]] = [:]
    /// `assumed`, or `confirmed` when the operator has confirmed the meaning of Commit Export with the vendor.
    package var commitExport = "assumed"

    package init() {}

    package subscript(kind: Kind) -> Resource {
        switch kind {
        case .role: role
        case .deployment: deployment
        case .user: user
        case .app: app
        case .subscription: subscription
        }
    }

    /// One resource: where it lives and under which keys its documents come back.
    package struct Resource: Sendable, Hashable, Codable {
        package var path: String
        /// The key of the array in a list answer.
        package var list: String
        /// The key of the object in an answer about one.
        package var item: String
        /// The field of a document that holds its name.
        package var identity: String
        /// The same field in POST and PATCH bodies.
        package var postIdentity: String
        package var patchIdentity: String

        init(path: String, list: String, item: String, identity: String = "name") {
            self.path = path
            self.list = list
            self.item = item
            self.identity = identity
            postIdentity = identity
            patchIdentity = identity
        }
    }

    package struct RoleFields: Sendable, Hashable, Codable {
        package var permissions = "permissions"
        /// The role that every organization has, with all rights; never written.
        package var administrators = "Administrators"
    }

    package struct UserFields: Sendable, Hashable, Codable {
        package var roles = "roles"
        /// The field that only human accounts have; a user without it is a machine.
        package var email = "email"
        /// Asks for new credentials (A8).
        package var resetCredentials = "resetCreds"
        /// The key of a new API key in answers.
        package var apiKey = "apiKey"
        /// A change of one's own password.
        package var oldPassword = "oldPW"
        package var newPassword = "newPW"
        /// Where the calling account's further keys are made and deleted.
        package var keysPath = "/be/v1/apikeys"
    }

    package struct AppFields: Sendable, Hashable, Codable {
        package var deployments = "deployments"
        package var currentBuild = "iCurBuild"
        package var maxBuilds = "maxBuilds"
        package var processing = "processing"
        package var exporting = "exporting"
        package var error = "error"
        package var patches = "patches"
        package var patchFrom = "fromBuildId"
        package var patchTo = "toBuildId"
        package var builds = "builds"
        package var buildID = "id"
        package var buildLabel = "label"
        package var buildSize = "sizeBytes"
    }

    /// `POST` of a new build: request fields and the keys of its answer.
    package struct BuildCall: Sendable, Hashable, Codable {
        package var path = "/be/v1/builds"
        package var app = "appName"
        package var label = "label"
        package var url = "url"
        package var size = "size"
        /// The temporary address for an upload, in the answer.
        package var uploadURL = "uploadUrl"
        /// The id of the task that was started, in the answer.
        package var task = "taskId"
    }

    package struct TaskFields: Sendable, Hashable, Codable {
        package var path = "/be/v1/tasks"
        package var list = "tasks"
        package var item = "task"
        package var id = "id"
        package var app = "appName"
        package var type = "type"
        package var state = "state"
        /// The type of the task that waits for an upload.
        package var uploadType = "upload"
        /// The type of the task that fetches a build.
        package var downloadType = "dltar"
        /// States in which a task still can change something.
        package var openStates = ["submitted", "running"]
        package var failedStates = ["failed"]
        /// The field and value that end an upload task.
        package var expireField = "state"
        package var expireValue = "expired"
        /// The field that marks a warning as reviewed.
        package var acknowledgeField = "acknowledged"
        /// The filter for one app in a list.
        package var appFilter = "appName"
    }

    /// Where a deployment names its origin: paths inside the document.
    package struct OriginFields: Sendable, Hashable, Codable {
        package var endpoint = "/origin/endpoint"
        package var bucket = "/origin/bucket"
        package var prefix = "/originPrefix"
    }

    package struct SubscriptionFields: Sendable, Hashable, Codable {
        /// The key of the secret in the answer to a subscribe call.
        package var secret = "secret"
    }

    /// `POST` of a trigger: traces of an app are processed, or a failed task is tried again.
    package struct TriggerCall: Sendable, Hashable, Codable {
        package var path = "/be/v1/trigger"
        package var action = "action"
        package var processTraces = "processTraces"
        package var retryTask = "retryTask"
        package var app = "appName"
        package var task = "taskId"
    }

    /// The login of people: with a password, then for one organization (edge-api 2.2, 3.4).
    package struct LoginCalls: Sendable, Hashable, Codable {
        /// Both steps share a path; what is sent tells them apart.
        package var path = "/be/v1/login"
        package var refreshPath = "/be/v1/refresh"
        package var logoutPath = "/be/v1/logout"
        package var user = "username"
        package var password = "password"
        /// The names of the user's organizations, in the answer to the first step.
        package var organizations = "organizations"
        /// The chosen organization, in the second step.
        package var organization = "orgName"
        /// The token of the first step, in its answer.
        package var selectionToken = "orgSelToken"
        package var accessToken = "accessToken"
        package var refreshToken = "refreshToken"
        /// The header that carries the selection token and the refresh token; `Authorization` takes them as Bearer.
        package var tokenHeader = "Authorization"
        package var tokens = TokenPlace.header
        /// How long an access token lives, in seconds.
        package var accessSeconds = 900
        /// Where an invited person sets the first password, and the fields of that call.
        package var signupPath = "/be/v1/signup"
        package var signupToken = "token"
    }

    /// Calls of the installation and of its administrators.
    package struct AdminCalls: Sendable, Hashable, Codable {
        package var pingPath = "/srv/v1/ping"
        package var versionsPath = "/srv/v1/versions"
        package var testTaskPath = "/srv/v1/hello"
        /// Create Organization (A4) and its fields.
        package var organizationsPath = "/adm/v1/orgs"
        /// The same for administrators of an organization.
        package var backendOrganizationsPath = "/be/v1/orgs"
        package var organizationName = "name"
        package var organizationEmail = "email"
        package var organizationLabel = "label"
        /// Commit Export (A1) and its field.
        package var commitPath = "/adm/v1/commit"
        package var commitOrganization = "orgName"
    }

    /// Lists of what an Edge holds and this tool does not carry; a snapshot counts what they answer (edge-api 4.13).
    package struct NotCarried: Sendable, Hashable, Codable {
        package var bundles = "/be/v1/bundles"
        package var dependencies = "/be/v1/deps"
        package var keys = "/be/v1/keys"
        package var library = "/be/v1/library"
        package var sources = "/be/v1/sources"
        package var trainings = "/be/v1/trainings"

        /// The name of each list, and its path.
        package var paths: [(name: String, path: String)] {
            [
                ("bundles", bundles), ("dependencies", dependencies), ("keys", keys), ("library", library),
                ("sources", sources), ("trainings", trainings),
            ]
        }
    }

    package struct AnswerKeys: Sendable, Hashable, Codable {
        package var error = "error"
        package var message = "message"
    }

    package struct Limits: Sendable, Hashable, Codable {
        /// Objects a page; falls back to 10 when an Edge refuses it.
        package var pageSize = 100
        /// Largest build in one PUT: parts of object storage end at 50 GiB.
        package var largestPut: Int64 = 50 << 30
        /// Characters of a name of any kind; the documented patterns of some kinds are narrower.
        package var longestName = 200
    }
}
