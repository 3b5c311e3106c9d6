import EdgeArchive
import EdgeCore
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// The disk is full wherever a command writes an archive: it stops as documented, what was committed stays, nothing
/// half has a final name, and with more space the same command ends.
@Suite struct FullDiskTests {
    private static let needsMount = Comment("mounting a tmpfs needs root and its rights")

    @Test(.enabled(needsMount) { await SmallDisk.isPossible() })
    func `what writes an archive stops wherever the disk is full, and ends when there is space`()
        async throws
    {
        try await check(step: 192 << 10)
    }
}

extension TortureTests {
    @Test(.enabled("mounting a tmpfs needs root and its rights") { await SmallDisk.isPossible() })
    func `what writes an archive stops at every few kilobytes of a full disk`() async throws {
        try await FullDiskTests().check(step: 12 << 10)
    }
}

extension FullDiskTests {
    /// - Parameter step: How much more room each try has.
    fileprivate func check(step: Int) async throws {
        try await withTemporaryFolder { folder in
            let tars = try [1, 2].map { number in
                let path = "\(folder)/\(number).tar"
                try NoiseTar.write(path, members: [UInt64(number), 7], size: 150_000)
                return path
            }
            try await withMove(
                seeding: { seed in
                    seed.organizations[0].builds = [
                        ("Tugboat", tars.map { Seed.Build(content: .path($0)) })
                    ]
                }
            ) { move in
                try await move.expectSnapshot()
                try await withSmallDisk(in: move.folder, size: "8m") { disk in
                    try await snapshots(move, disk, step)
                    try await prunes(small(move), move, disk)
                    try await copies(move, disk, step)
                    try await seals(move, disk, step)
                }
            }
        }
    }

    /// The same move with its store on the small disk.
    private func small(_ move: Move) -> Move {
        var small = move
        small.storeName = "disk/store"
        return small
    }

    /// A second snapshot, of builds that changed, beside a first one.
    private func snapshots(_ move: Move, _ disk: SmallDisk, _ step: Int) async throws {
        var (whole, small) = (move, small(move))
        try await small.expectSnapshot()
        whole.builds = move.folder + "/builds/{app}/{build}.tar"
        small.builds = whole.builds
        for number in 1...2 {
            try NoiseTar.write(
                "\(move.folder)/builds/Tugboat/\(number).tar", members: [UInt64(number), 8 + UInt64(number)],
                size: 150_000)
        }
        try await whole.expectSnapshot()
        let stops = try await fill(move, disk, step, store: small.store) { try await small.snapshot() }
        let compare = try await move.ferry("compare", small.store, whole.store, "--format", "json")
        #expect(compare.status == 0, "\(compare.output)\(compare.errors)")
        print("full disk: snapshot stopped \(stops) times")
    }

    /// Without one free byte a prune still ends, for the chunk index makes room; without that it stops and loses nothing.
    private func prunes(_ small: Move, _ move: Move, _ disk: SmallDisk) async throws {
        let index = Layout(small.store).path(Layout.chunkIndex)
        for hasIndex in [false, true] {
            let kept = try await ids(of: small.store, move)
            try await Tool.shell("cp -a disk/store whole", in: move.folder)
            if !hasIndex { try FileManager.default.removeItem(atPath: index) }
            try await disk.resize(to: "\(try disk.taken())")
            let run = try await move.ferry(
                "prune", small.store, "--keep-last", "1", "--format", "json")
            if hasIndex {
                #expect(run.status == 0, "\(run.output)\(run.errors)")
                #expect(try await ids(of: small.store, move) == [kept[1]])
            } else {
                try move.expectError(run, .io, "store-full", hidingWhat: true)
                #expect(try await ids(of: small.store, move) == kept)
            }
            try await expectIntact(small.store, move)
            try await disk.resize(to: "8m")
            if !hasIndex {
                try await Tool.shell("rm -r disk/store && mv whole disk/store", in: move.folder)
            }
        }
    }

    /// Both snapshots, into a store that has the first one.
    private func copies(_ move: Move, _ disk: SmallDisk, _ step: Int) async throws {
        let copy = disk.path + "/copy"
        let first = try await ids(of: move.store, move)[0]
        #expect(try await move.ferry("copy", move.store, copy, "--snapshot", first).status == 0)
        let stops = try await fill(move, disk, step, store: copy, isOfMany: true) {
            try await move.ferry("copy", move.store, copy, "--format", "json")
        }
        for part in ["snapshots", "blobs", "index.json"] {
            try await Tool.shell("diff -r store/\(part) disk/copy/\(part)", in: move.folder)
        }
        print("full disk: copy stopped \(stops) times")
    }

    private func seals(_ move: Move, _ disk: SmallDisk, _ step: Int) async throws {
        let sealed = disk.path + "/sealed.tar"
        let stops = try await fill(move, disk, step, store: move.store) {
            let run = try await move.ferry("seal", move.store, "-o", sealed, "--format", "json")
            let left = try FileManager.default.contentsOfDirectory(atPath: disk.path).filter {
                $0.hasPrefix("sealed")
            }
            #expect(left == (run.status == 0 ? ["sealed.tar"] : []), "\(left)")
            return run
        }
        #expect(
            try await move.ferry("seal", move.store, "-o", move.folder + "/undisturbed.tar").status == 0)
        try await Tool.shell("cmp undisturbed.tar disk/sealed.tar", in: move.folder)
        print("full disk: seal stopped \(stops) times")
    }

    /// Runs a command on a disk with a little more room each time, until it ends.
    /// - Returns: How often it stopped.
    private func fill(
        _ move: Move, _ disk: SmallDisk, _ step: Int, store: String, isOfMany: Bool = false,
        _ command: () async throws -> FerryRun
    ) async throws -> Int {
        let before = try await ids(of: store, move)
        var (stops, room) = (0, try disk.taken())
        while true {
            try await disk.resize(to: "\(room)")
            let run = try await command()
            if run.status == 0 { break }
            try move.expectError(run, .io, "store-full", hidingWhat: true)
            stops += 1
            // Of several snapshots those that found their place are there and whole.
            let now = try await ids(of: store, move)
            #expect(isOfMany ? now.starts(with: before) : now == before)
            try await expectIntact(store, move)
            room += step
            try #require(room < 8 << 20)
        }
        #expect(stops > 1)
        try await disk.resize(to: "64m")
        try await expectIntact(store, move)
        return stops
    }

    private func ids(of store: String, _ move: Move) async throws -> [String] {
        let list = try await move.ferry("list", store, "--format", "json")
        return (list.json?["snapshots"]?.array ?? []).compactMap { $0["id"]?.string }
    }

    private func expectIntact(_ store: String, _ move: Move) async throws {
        let run = try await move.ferry("validate", store, "--level", "content", "--format", "json")
        #expect(run.status == 0, "\(run.output)\(run.errors)")
    }
}
