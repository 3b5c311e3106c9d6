import EdgeArchive
import EdgeCore
import EdgeReplay
import EdgeServe

/// The builds of an archive, offered to the target while it is to fetch them.
struct ServedArchive: PullSource {
    let archive: Archive
    let offers: BuildOffers

    func address(of build: Contents.Build, in organization: OrganizationName) throws -> Secret {
        guard let archived = archive.build(build.archivedApp, build.number) else {
            throw ReplayError.badPlan(reason: "the archive does not have \(build.object)")
        }
        let archive = archive
        return offers.address(
            of: ServedBuild(
                name(build), size: build.size, digest: build.digest,
                bytes: { try archive.source(of: archived) },
                provenBytes: { try archive.verifiedSource(of: archived) }))
    }

    func sight(of build: Contents.Build) -> PullSight {
        switch offers.sight(of: name(build)) {
        case .nobody: .nobody
        case .asked: .asked
        case .failed(let error): .failed(error)
        }
    }

    func withdraw(_ build: Contents.Build) { offers.withdraw(name(build)) }

    private func name(_ build: Contents.Build) -> ServedName {
        ServedName(app: build.archivedApp.text, number: build.number.value)
    }
}
