import EdgeCore
import GRDB
import Foundation

/// The `deploy` task: puts the image of a build, and patches to it, into the depot and the origins.
///
/// An image is a small honest stand-in: a JSON text that says what it would hold.
struct Publisher: Sendable {
    let shelf: Shelf

    func publish(_ item: ImportRow) async throws -> Outcome {
        guard let number = item.number else { return .made }
        let job = try await shelf.read { ledger in
            let builds = try ledger.builds(of: item.app, in: item.organization)
            return (builds: builds, places: try ledger.places(of: item.app, in: item.organization))
        }
        guard let build = job.builds.first(where: { $0.number == number }) else { return .made }
        let older = job.builds.filter { $0.number < number }
        return try await blocking("deploy") { _ in
            var done: [String] = []
            var troubles: [Trouble] = []
            // One place that fails keeps no other from its files.
            for place in job.places {
                let tree = PublishedTree(root: place.folder, organization: item.organization, app: item.app)
                if let reason = Self.failure(of: place, { try tree.put(build, older: older) }) {
                    troubles.append(Trouble(deployment: place.deployment, reason: reason))
                } else {
                    done.append(place.deployment)
                }
            }
            return .published(done, troubles)
        }
    }

    /// Why nothing could be put at a place; nil when it could.
    private static func failure(of place: Place, _ put: () throws -> Void) -> String? {
        if let bucket = place.bucket, let objection = OriginGate.objection(of: bucket, to: place.origin) {
            return objection
        }
        do {
            try put()
            return nil
        } catch {
            return (error as? any Explained).map { $0.why ?? $0.what } ?? error.localizedDescription
        }
    }
}

/// One place where builds are published.
struct Place: Sendable {
    /// Empty for the depot.
    let deployment: String
    let folder: String
    /// The folder of the origin's bucket, and what the deployment says of the origin; none of the depot.
    var bucket: String?
    var origin: JSONObject = [:]
}

extension Ledger {
    /// The depot, and the registered deployments; with none registered, **all** deployments (edge-api 3.5.5).
    func places(of app: String, in organization: String) throws -> [Place] {
        let fields = try document(.app, app, in: organization) ?? [:]
        let registered = Set(fields[dialect.apps.deployments]?.strings ?? [])
        return [Place(deployment: "", folder: bytes.depot)]
            + (try documents(.deployment, in: organization))
            .filter { registered.isEmpty || registered.contains($0.name) }
            .map { place(of: $0.name, $0.fields) }
    }

    /// The folder that stands for a deployment's origin, and the way into it.
    func place(of deployment: String, _ fields: JSONObject) -> Place {
        let document = JSON.object(fields)
        let text = { (pointer: String) in JSONPointer(pointer).flatMap { document[$0]?.string } }
        let bucket = text(dialect.origin.bucket) ?? deployment
        let steps = JSONPointer(dialect.origin.bucket)?.steps ?? []
        return Place(
            deployment: deployment,
            folder: bytes.origin(bucket: bucket, prefix: text(dialect.origin.prefix) ?? ""),
            bucket: bytes.bucket(bucket), origin: document[JSONPointer(steps.dropLast())]?.object ?? [:])
    }

    /// Lets go of builds that an app no longer keeps: their files stay for a while, for who is still loading them.
    func withdrawEvicted(of app: String, in organization: String) throws {
        // A seed is how things stand after that while.
        let isSeed = try setting(Seeding.mark) == nil
        try database.execute(
            sql: """
                UPDATE publication SET until = ?
                WHERE organization = ? AND app = ? AND until IS NULL AND number NOT IN
                    (SELECT number FROM build WHERE organization = ? AND app = ?)
                """,
            arguments: [
                time(in: isSeed ? 0 : removalDelay), organization, app, organization, app,
            ])
        try removeOldFiles()
    }

    /// Says whether files of evicted builds have had their time.
    func hasOldFiles() throws -> Bool {
        try Row.fetchOne(database, sql: "SELECT 1 FROM publication WHERE until <= ?", arguments: [now]) != nil
    }

    /// Removes the files of evicted builds that have had their time.
    func removeOldFiles() throws {
        let due = try Row.fetchAll(
            database, sql: "SELECT organization, deployment, app, number FROM publication WHERE until <= ?",
            arguments: [now])
        for row in due {
            let (deployment, app, number) = (
                row["deployment"] as String, row["app"] as String, row["number"] as Int
            )
            try withdraw(in: row["organization"]) {
                $0.deployment == deployment && $0.app == app && $0.number == number
            }
        }
    }

    /// Takes publications out of the books, and their files out of the places after the commit.
    func withdraw(
        in organization: String, where isGone: ((deployment: String, app: String, number: Int)) -> Bool
    ) throws {
        for gone in try publications(in: organization) where isGone(gone) {
            try database.execute(
                sql: """
                    DELETE FROM publication
                    WHERE organization = ? AND deployment = ? AND app = ? AND number = ?
                    """, arguments: [organization, gone.deployment, gone.app, gone.number])
            let fields = try document(.deployment, gone.deployment, in: organization) ?? [:]
            let root = gone.deployment.isEmpty ? bytes.depot : place(of: gone.deployment, fields).folder
            let tree = PublishedTree(root: root, organization: organization, app: gone.app)
            afterCommit { [bytes] in tree.folders(of: gone.number).forEach(bytes.remove) }
        }
    }
}
