import EdgeCore

/// Training Infos: what an Edge knows of the training of each app (edge-api 3.11); it is shown and never changed here.
struct TrainingRoute: Sendable {
    let dialect: Dialect

    /// Traces that an Edge wants before it trusts a data set.
    private static let reliable = 3

    var route: Route {
        Route(
            "GET", dialect.notCarried.trainings, .account(Permission(resource: "trainings", bit: .read), list)
        )
    }

    @Sendable private func list(_ call: Call, _ account: Account, _ ledger: Ledger) throws -> Answer {
        let page = try Page(call.query, most: dialect.limits.pageSize)
        let apps = try ledger.documents(.app, in: account.organization).map(\.name).sorted(by: precedes)
        let infos = apps.map { name in
            JSONObject([
                (key: dialect.tasks.app, value: .string(name)),
                (key: "nTracesReliable", value: .int(Self.reliable)),
            ])
        }
        return .list("trainings", page.take(infos), own: "trainings", dialect)
    }
}
