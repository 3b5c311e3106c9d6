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
        try await blocking("deploy") { _ in
            for place in job.places {
                let tree = PublishedTree(root: place.folder, organization: item.organization, app: item.app)
                try tree.put(build, older: job.builds.filter { $0.number < number })
            }
        }
        return .published(job.places.map(\.deployment))
    }
}

/// One place where builds are published.
struct Place: Sendable {
    /// Empty for the depot.
    let deployment: String
    let folder: String
}

extension Ledger {
    /// The depot, and the registered deployments; with none registered, **all** deployments (edge-api 3.5.5).
    func places(of app: String, in organization: String) throws -> [Place] {
        let fields = try document(.app, app, in: organization) ?? [:]
        let registered = Set(fields[dialect.apps.deployments]?.strings ?? [])
        return [Place(deployment: "", folder: bytes.depot)]
            + (try documents(.deployment, in: organization))
            .filter { registered.isEmpty || registered.contains($0.name) }
            .map { Place(deployment: $0.name, folder: folder(of: $0.name, $0.fields)) }
    }

    /// The folder that stands for a deployment's origin.
    func folder(of deployment: String, _ fields: JSONObject) -> String {
        let text = { (pointer: String) in
            JSONPointer(pointer).flatMap { JSON.object(fields)[$0]?.string }
        }
        return bytes.origin(
            bucket: text(dialect.origin.bucket) ?? deployment, prefix: text(dialect.origin.prefix) ?? "")
    }

    /// Takes publications of builds that an app no longer keeps out of books and places.
    func withdrawEvicted(of app: String, in organization: String) throws {
        let kept = Set(try builds(of: app, in: organization).map(\.number))
        try withdraw(in: organization) { $0.app == app && !kept.contains($0.number) }
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
            let root = gone.deployment.isEmpty ? bytes.depot : folder(of: gone.deployment, fields)
            let tree = PublishedTree(root: root, organization: organization, app: gone.app)
            afterCommit { [bytes] in tree.folders(of: gone.number).forEach(bytes.remove) }
        }
    }
}
