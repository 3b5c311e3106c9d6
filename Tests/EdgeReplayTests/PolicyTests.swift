import EdgeCore
import EdgeReplay
import TestKit
import Testing

struct PolicyTests {
    @Test func `an empty policy is the careful one`() throws {
        let policy = try Policy(yaml: "", file: "policy.yml")
        #expect(policy.onConflict(.app) == .fail)
        #expect(policy.users == .list)
        #expect(policy.subscriptions == .off)
        #expect(policy.appsWithoutDeployments == .refuse)
    }

    @Test func `conflicts are decided for all kinds or for each`() throws {
        let all = try Policy(yaml: "onConflict: skip", file: "policy.yml")
        #expect(Kind.allCases.allSatisfy { all.onConflict($0) == .skip })
        let each = try Policy(yaml: "onConflict: { role: update, app: skip }", file: "policy.yml")
        #expect(each.onConflict(.role) == .update)
        #expect(each.onConflict(.app) == .skip)
        #expect(each.onConflict(.user) == .fail)
    }

    @Test func `all errors of a policy are named at once`() throws {
        let text = """
            onConflict: { rolle: skip, app: never }
            user: list
            subscriptions: maybe
            overlays:
              harbour: { label: x }
              app/Tug: 5
            """
        #expect(
            throws: CoreError.settings(
                file: "policy.yml",
                problems: [
                    "line 1: onConflict.app is \"never\", expected fail, skip, update",
                    "line 1: unknown key \"onConflict.rolle\", did you mean \"role\"?",
                    "line 2: unknown key \"user\", did you mean \"users\"?",
                    "line 3: subscriptions is \"maybe\", expected off, create",
                    "line 5: \"harbour\" is no object; write kind/name",
                    "line 6: the overlay of app/Tug must be a map",
                ])
        ) {
            try Policy(yaml: text, file: "policy.yml")
        }
    }

    @Test func `names that the archive does not have are errors, each with its line`() throws {
        let text = """
            allowSameOrigin: [eats]
            overlays: { app/Tog: { label: x } }
            include:
              - app/*
              - role/Q*
            exclude: [user/roboter]
            rename: { app/Yowl: Yak, app/Yawl: Tug }
            """
        let policy = try Policy(yaml: text, file: "policy.yml")
        let error = #expect(throws: ReplayError.self) {
            try Planner(policy, dialect: Dialect()).plan(
                try Fixture.contents(), onto: Inventory(), url: "http://t",
                organization: try OrganizationName("Quay"))
        }
        #expect(error?.status == .settings)
        #expect(
            error?.why == """
                line 1: allowSameOrigin: the archive has no "deployment/eats", did you mean "deployment/east"?; \
                line 2: overlays: the archive has no "app/Tog", did you mean "app/Tug"?; \
                line 5: include: the archive has no "role/Q*"; \
                line 6: exclude: the archive has no "user/roboter", did you mean "user/robot"?; \
                line 7: rename: the archive has no "app/Yowl", did you mean "app/Yawl"?; \
                rename: app/Tug and app/Yawl would both be app/Tug
                """)
    }

    @Test func `wrong patterns and names are named at once`() {
        let text = """
            include: [harbour, app/x]
            exclude: app/x
            rename: { app/Tug: not a name, deployment/east: "a[1]", ship/x: y }
            """
        #expect(
            throws: CoreError.settings(
                file: "policy.yml",
                problems: [
                    "line 1: \"harbour\" is no object; write kind/name",
                    "line 2: exclude must be a list of texts, not text",
                    "line 3: \"ship/x\" is no object; write kind/name",
                    "line 3: app/Tug needs a name that matches [A-Za-z0-9_]{2,50}",
                ])
        ) {
            try Policy(yaml: text, file: "policy.yml")
        }
    }

    @Test func `the templates are valid`() throws {
        _ = try Policy(path: template("policy.yml"))
        let secrets = try SecretsFile(path: template("secrets.yml"))
        #expect(secrets.sources.count == 7)
    }
}
