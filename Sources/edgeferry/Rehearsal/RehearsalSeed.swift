import EdgeCore
import EdgeReplay
import EdgeSandbox

/// What the sandbox of a rehearsal holds before: a copy of a target.
struct RehearsalSeed: Sendable {
    let seed: Seed

    init(_ copy: TargetCopy) {
        let account = Seed.Account(username: copy.account.name, roles: copy.account.roles)
        let builds = copy.builds.map { app, builds in
            (
                app: app,
                builds: builds.map {
                    Seed.Build(label: $0.label, content: .known(number: $0.number, size: $0.size ?? 0))
                }
            )
        }
        seed = Seed(organizations: [
            Seed.Organization(
                name: copy.organization.text, accounts: [account], documents: copy.documents, builds: builds)
        ])
    }
}
