import EdgeHTTP
package import EdgeArchive
package import EdgeClient
package import EdgeCore

extension ComparedOrganization {
    /// A snapshot as a side; its builds have their digests.
    package init(_ archive: Archive) throws {
        self.init(name: "snapshot \(archive.id) of \(archive.organization)", dialect: archive.dialect)
        for kind in Kind.allCases where archive.unread[kind] == nil {
            documents[kind] = try archive.documents(kind)
        }
        for build in archive.builds {
            builds[build.app.text, default: []].append(
                ComparedBuild(
                    number: build.number.value, label: build.label, size: build.size, digest: build.digest))
        }
        add(archive.missingBuilds)
        masked = archive.masked
    }

    /// What a replay works from as a side, in the names of the archive and the words of the target.
    init(_ contents: Contents, dialect: Dialect) {
        self.init(name: "snapshot \(contents.snapshot) of \(contents.organization)", dialect: dialect)
        documents = contents.documents
        masked = contents.masked
        for build in contents.builds {
            builds[build.app.text, default: []].append(
                ComparedBuild(
                    number: build.number.value, label: build.label, size: build.size, digest: build.digest))
        }
        add(contents.missingBuilds)
    }

    private mutating func add(_ missing: [MissingBuild]) {
        for build in missing {
            builds[build.app.text, default: []].append(
                ComparedBuild(number: build.number.value, label: nil, size: nil, digest: nil))
        }
        builds = builds.mapValues { $0.sorted { $0.number < $1.number } }
    }

    /// The same side in the words of the other one.
    func translated(to dialect: Dialect) -> ComparedOrganization {
        let translation = DialectTranslation(from: self.dialect, to: dialect)
        var translated = ComparedOrganization(name: name, dialect: dialect)
        translated.documents = documents.mapValues { $0.map(translation.document) }
        translated.builds = builds
        translated.account = account
        translated.masked = translation.masked(masked)
        return translated
    }

    /// An Edge as it is now. Builds have digests only where a pattern says where their bytes can be read.
    package static func read(
        _ edge: some ReadableEdge, side: Side, builds place: BuildPlace?, meter: Meter?
    ) async throws -> ComparedOrganization {
        var organization = ComparedOrganization(
            name: "\(side.rawValue) \(edge.address.organization)", dialect: edge.dialect)
        organization.account = edge.username
        for kind in Kind.allCases {
            meter?.begin("reading \(kind.plural)")
            do {
                organization.documents[kind] = try await edge.documents(kind, meter: meter)
            } catch let error as ClientError where error.answerStatus == 403 || error.answerStatus == 404 {
                continue
            }
        }
        guard !organization.documents.isEmpty else {
            // Nothing at all can be read: ask once more, for the Edge's own words.
            _ = try await edge.list(.role)
            return organization
        }
        for app in organization.documents[.app] ?? [] {
            organization.builds[app.name] = try await readBuilds(
                of: app, edge, place, meter: meter)
        }
        return organization
    }

    private static func readBuilds(
        of app: Document, _ edge: some ReadableEdge, _ place: BuildPlace?, meter: Meter?
    ) async throws -> [ComparedBuild] {
        let name = try AppName(app.name)
        var builds: [ComparedBuild] = []
        for build in app.builds(edge.dialect) {
            meter?.begin("build \(name)/\(build.number)")
            let read = try await place?.read(build.number, of: name, edge.address.organization, meter)
            builds.append(
                ComparedBuild(
                    number: build.number, label: build.label, size: read?.size ?? build.size,
                    digest: read?.digest))
        }
        return builds
    }
}
