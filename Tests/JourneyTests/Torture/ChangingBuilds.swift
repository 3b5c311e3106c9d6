import EdgeSandbox
import Foundation

/// Builds in a folder that hold other bytes each day, in tars of the same size.
struct ChangingBuilds: Sendable {
    let folder: String
    /// Bytes of one of ten members.
    let member: Int
    private static let builds = [("Tugboat", 1), ("Tugboat", 2), ("Lighthouse", 1)]

    init(in folder: String, member: Int) throws {
        self.folder = folder + "/builds"
        self.member = member
        try write(day: 0)
    }

    /// Where a snapshot finds them.
    var pattern: String { folder + "/{app}/{build}.tar" }

    /// Half of the members of each build change from one day to the next.
    func write(day: Int) throws {
        for (place, (app, number)) in Self.builds.enumerated() {
            let seeds = (0..<10).map { UInt64(place * 1000 + $0 + 100_000 * ((day + $0) / 2)) }
            try NoiseTar.write("\(folder)/\(app)/\(number).tar", members: seeds, size: member)
        }
    }

    func seed(_ seed: inout Seed) {
        seed.organizations[0].builds = Dictionary(grouping: Self.builds, by: \.0).map { app, builds in
            (app, builds.map { Seed.Build(content: .path("\(folder)/\(app)/\($0.1).tar")) })
        }
    }
}
