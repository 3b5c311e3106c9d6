import EdgeClient
import EdgeCore

/// What the claim of a build recorded of its app just before: enough to tell later what became of the build.
struct BuildClaim: Sendable, Hashable {
    let current: Int
    let builds: Set<Int>
    /// All tasks of the app that the target listed, open or not.
    let tasks: Set<String>
    /// The task of the announcement; nil when its answer never came, or names none.
    var announced: String?
    /// Why the build is uploaded although the plan lets the target fetch it; nil when it goes as planned.
    let insteadOfPull: String?

    init(_ state: AppState, _ tasks: [ServerTask], insteadOfPull: String? = nil) {
        self.insteadOfPull = insteadOfPull
        current = state.currentBuild
        builds = Set(state.builds.map(\.number))
        self.tasks = Set(tasks.map(\.id))
    }

    init?(before: JSON, announced: JSON) {
        guard let current = before["current"]?.int, let builds = before["builds"]?.array,
            let tasks = before["tasks"]?.strings
        else { return nil }
        self.current = current
        self.builds = Set(builds.compactMap(\.int))
        self.tasks = Set(tasks)
        self.announced = announced["task"]?.string
        insteadOfPull = before["insteadOfPull"]?.string
    }

    var json: JSON {
        var members: JSONObject = [
            "current": .int(current), "builds": .array(builds.sorted().map { .int($0) }),
            "tasks": .strings(tasks.sorted()),
        ]
        members["insteadOfPull"] = insteadOfPull.map(JSON.string)
        return .object(members)
    }
}

/// What became of a claimed build.
enum BuildVerdict: Sendable, Hashable {
    /// It is this build of the target.
    case done(Int)
    /// The target works on it.
    case busy
    /// Uploads that nobody will send bytes for.
    case orphans([String])
    /// A task of the target failed, and there is no build.
    case failed(Failure)
    /// Nothing was begun.
    case absent
    /// Nobody can tell.
    case ambiguous(String)

    struct Failure: Sendable, Hashable {
        let type: String
        let details: String
        /// Nothing was done for the build before: of a pull, its download.
        let isFirst: Bool
    }
}

extension BuildClaim {
    /// Judges by what the target shows: the tasks must have been read before the app, since work that ends between
    /// the two looks then shows its build.
    func verdict(
        for build: Contents.Build, tasks: [ServerTask], state: AppState, bound: Set<Int>, expired: String
    ) -> BuildVerdict {
        let known = builds.union(bound)
        let shown = Set(state.builds.map(\.number)).union([state.currentBuild])
        let fresh = shown.filter { $0 > current && !known.contains($0) }.sorted()
        if fresh.count > 1 {
            let numbers = fresh.map(String.init).joined(separator: ", ")
            return .ambiguous("the builds \(numbers) are new on the target, and only one can be ours")
        }
        if let number = fresh.first {
            let found = state.builds.first { $0.number == number }
            let isOurs =
                (found?.label == nil || found?.label == build.label)
                && (found?.size == nil || found?.size == build.size)
            return isOurs
                ? .done(number)
                : .ambiguous("build \(number) is new on the target, and it has another label or size")
        }
        return verdictOfTasks(
            tasks.filter { !self.tasks.contains($0.id) }, isBusy: state.isBusy, expired: expired)
    }

    private func verdictOfTasks(_ new: [ServerTask], isBusy: Bool, expired: String) -> BuildVerdict {
        let open = new.filter(\.isOpen)
        let uploads = open.filter { $0.isUpload && (announced == nil || $0.id == announced) }.map(\.id)
        if open.contains(where: { !$0.isUpload }) || isBusy { return .busy }
        if uploads.count > 1 {
            return .ambiguous("several uploads are open: \(uploads.joined(separator: ", "))")
        }
        if !uploads.isEmpty { return .orphans(uploads) }
        if let failed = new.first(where: \.isFailed) {
            let isFirst = announced.map { $0 == failed.id } ?? !new.contains { !$0.isOpen && !$0.isFailed }
            return .failed(
                BuildVerdict.Failure(type: failed.type, details: failed.summary, isFirst: isFirst))
        }
        if let done = new.first(where: { !$0.isOpen && $0.state != expired }) {
            return .ambiguous("task \(done.id) (\(done.type)) is \(done.state), and there is no new build")
        }
        return .absent
    }
}

extension ServerTask {
    /// What the Edge says of a task, for people, with a bound.
    var summary: String {
        let text = JSON.object(fields).canonical
        return "task \(id) (\(type)): \(text.count > 500 ? text.prefix(500) + "…" : text)"
    }
}
