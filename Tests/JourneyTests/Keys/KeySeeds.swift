import EdgeCore
import EdgeSandbox
import Foundation
import TestKit

/// The organizations of the walk: small, and with something for every key to say.
enum KeySeeds {
    static let source = """
        organizations:
          - name: Harbour
            accounts: [{username: ferry, roles: [Administrators]}]
            roles:
              - {name: Pipeline Builders, label: CI, permissions: {apps: 15, tasks: 6, keys: 15}}
              - {name: Testers, label: QA, permissions: {apps: 2}}
            deployments:
              - {name: east, label: East, originPrefix: live, origin: {kind: s3, endpoint: s3.example, bucket: b-east, secretAccessKey: east-key}}
              - {name: west, label: West, originPrefix: live, origin: {kind: s3, endpoint: s3.example, bucket: b-west, secretAccessKey: west-key}}
            users:
              - {username: ada, email: ada@x.example, firstname: Ada, surname: B, roles: [Testers]}
              - {username: captain, email: c@x.example, firstname: Cap, surname: T, roles: [Administrators], password: sesame}
              - {username: robot, label: CI, roles: [Pipeline Builders, Testers]}
              - {username: spare, label: Spare, roles: [Testers]}
            apps:
              - name: Tug
                label: The tug
                maxBuilds: 2
                deployments: [east, west]
                builds:
                  - {label: "1.0", files: [{path: bin/tug, text: one}]}
                  - {label: "2.0", files: [{path: bin/tug, text: two}]}
                  - {label: "3.0", files: [{path: bin/tug, text: three}]}
              - name: Yawl
                label: The yawl
                maxBuilds: 3
                deployments: [west]
                builds:
                  - {label: "1.0", files: [{path: bin/yawl, text: one}]}
            subscriptions:
              - {name: events, kind: webhook, url: "https://hooks.example/x", types: [deploy], events: [end]}
        """

    /// One object of each kind is there already, and differs.
    static let target = """
        organizations:
          - name: Quay
            accounts: [{username: ferry, roles: [Administrators]}]
            roles: [{name: Testers, label: Old, permissions: {apps: 2}}]
            deployments:
              - {name: west, label: Old, originPrefix: live, origin: {kind: s3, endpoint: s3.example, bucket: b-west, secretAccessKey: west-key}}
            users:
              - {username: captain, email: c@x.example, firstname: Cap, surname: T, roles: [Administrators], password: sesame}
              - {username: spare, label: Old, roles: [Testers]}
            apps: [{name: Yawl, label: Old, maxBuilds: 3, deployments: [west]}]
        """

    static let secrets = """
        secrets:
          deployment/east: {/origin/secretAccessKey: {env: EAST}}
          deployment/west: {/origin/secretAccessKey: {env: WEST}}
        """

    static let policy = """
        onConflict: update
        users: invite
        subscriptions: create
        """

    static func seed(_ yaml: String, _ dialect: Dialect) throws -> Seed {
        try Seed(SettingsReader(yaml: yaml, file: "seed"), folder: ".").written(for: dialect)
    }
}
