import EdgeCore
import EdgeSandbox
import Foundation

/// The organization that the demo moves.
enum DemoSeed {
    /// The template's organization; with a folder of builds, its apps are the folder's folders.
    static func seed(buildsFrom folder: String?) throws -> Seed {
        var seed = try Seed(
            template: PackageResources.sandbox_organization_yml, named: "sandbox-organization.yml")
        guard let folder else { return seed }
        let apps = try apps(in: folder)
        let deployments = (seed.organizations[0].documents[.deployment] ?? []).compactMap { $0["name"] }
        seed.organizations[0].documents[.app] = apps.map { app in
            [
                "name": .string(app.name), "label": .string(app.name),
                "maxBuilds": .int(max(5, app.tars.count)),
                "deployments": .array(deployments),
            ]
        }
        seed.organizations[0].builds = apps.map { app in
            (
                app: app.name,
                builds: app.tars.map { path in
                    Seed.Build(
                        label: URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent,
                        content: .path(path))
                }
            )
        }
        return seed
    }

    private struct AppFolder {
        let name: String
        /// In version order: 1.9 comes before 1.10.
        let tars: [String]
    }

    private static func apps(in folder: String) throws -> [AppFolder] {
        let files = FileManager.default
        guard let names = try? files.contentsOfDirectory(atPath: folder) else {
            throw SettingsError.noBuilds(folder: folder, reason: "the folder cannot be read")
        }
        let apps = try names.sorted().compactMap { name -> AppFolder? in
            guard let held = try? files.contentsOfDirectory(atPath: "\(folder)/\(name)") else { return nil }
            let tars = held.filter { $0.hasSuffix(".tar") }.sorted {
                $0.compare($1, options: .numeric) == .orderedAscending
            }
            guard !tars.isEmpty else { return nil }
            return AppFolder(
                name: try AppName(name).text,
                tars: tars.map { URL(fileURLWithPath: "\(folder)/\(name)/\($0)").path })
        }
        guard !apps.isEmpty else {
            throw SettingsError.noBuilds(folder: folder, reason: "no folder in it holds a .tar")
        }
        return apps
    }
}

extension Seed {
    /// A seed that is part of the program.
    init(template bytes: [UInt8], named name: String) throws {
        try self.init(SettingsReader(yaml: String(decoding: bytes, as: UTF8.self), file: name), folder: ".")
    }
}
