import EdgeCore
import EdgeSandbox
import EdgeTar
import Foundation
import TestKit

/// The template's organization made larger: more subscriptions and deployments, and builds of megabytes.
struct TortureSeed: Sendable {
    /// Paths of tars by app, made once and linked by every sandbox.
    private let tars: [String: [String]]

    /// Builds of 1 to 24 units, by default MB: long enough to be hit in the middle.
    init(in folder: String, unit: Int = 1 << 20) throws {
        var tars: [String: [String]] = [:]
        let sizes = ["Lighthouse": [3, 24, 5], "Tugboat": [1, 8, 2], "Regatta": [1, 4], "Drydock": [12]]
        var random = SeededGenerator(seed: 5)
        for (app, units) in sizes {
            for (number, size) in units.enumerated() {
                let path = "\(folder)/\(app)-\(number).tar"
                var writer = try TarWriter(creating: path)
                let words = (0..<(size * unit / 8)).map { _ in random.next() }
                try words.withUnsafeBytes { try writer.addFile("game.bin", bytes: $0) }
                try writer.seal()
                tars[app, default: []].append(path)
            }
        }
        self.tars = tars
    }

    var builds: Int { tars.values.map(\.count).reduce(0, +) }

    func source(_ seed: inout Seed) {
        seed.organizations[0].builds = tars.map { app, paths in
            (app, paths.enumerated().map { Seed.Build(label: "v\($0.offset)", content: .path($0.element)) })
        }
        for number in 1...4 {
            seed.organizations[0].documents[.subscription, default: []].append([
                "name": .string("hook_\(number)"), "kind": "webhook", "types": ["deploy"], "events": ["end"],
                "url": .string("https://hooks.harbour.example/\(number)"),
            ])
            seed.organizations[0].documents[.deployment, default: []].append([
                "name": .string("mirror\(number)"), "label": "A mirror", "originPrefix": "live",
                "origin": ["kind": "s3", "endpoint": "s3.example", "bucket": .string("mirror-\(number)")],
            ])
            seed.organizations[0].documents[.app, default: []].append([
                "name": .string("Dinghy\(number)"), "label": "A small one", "deployments": ["staging"],
            ])
        }
    }

    /// Roles and an app that the target has with other fields, so that there is something to update.
    func target(_ seed: inout Seed) {
        for name in ["Testers", "Managers", "Auditors", "Account Admins"] {
            seed.organizations[0].documents[.role, default: []].append([
                "name": .string(name), "label": "Something else", "permissions": ["bundles": 1],
            ])
        }
        seed.organizations[0].documents[.app, default: []].append([
            "name": "Drydock", "label": "Something else", "deployments": [],
        ])
    }

    /// Everything is brought over, what exists is changed, and subscriptions are made.
    static let policy = "onConflict: update\nusers: list\nsubscriptions: create\n"
}
