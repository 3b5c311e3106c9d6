import EdgeCore
import EdgeHTTP
import Foundation
import TestKit
import Testing

/// A snapshot on its way: as one file, through a pipe, through a registry, into another store.
@Suite struct CarryJourneyTests {
    /// A store of one snapshot of the template's organization.
    private func withStore(_ body: @escaping @Sendable (Move, String) async throws -> Void) async throws {
        try await withMove { move in
            try await move.expectSnapshot()
            try await body(move, try await id(of: move.store, move))
        }
    }

    private func id(of store: String, _ move: Move) async throws -> String {
        let list = try await move.ferry("list", store, "--format", "json")
        return try #require(list.json?["snapshots"]?.array?.last?["id"]?.string)
    }

    private func expectIntact(_ archive: String, _ move: Move) async throws {
        let run = try await move.ferry("validate", archive, "--level", "content", "--format", "json")
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.json?["verdict"] == "intact")
        #expect(run.json?["findings"]?.array == [], "\(run.output)")
    }

    private func expectSame(_ line: String, _ other: String, in folder: String) async throws {
        try await Tool.shell("cmp <(\(line)) <(\(other))", in: folder)
    }

    @Test func `a sealed snapshot is listed and unpacked by tar, and what comes out is a store`() async throws
    {
        try await withStore { move, id in
            let sealed = move.folder + "/a.tar"
            let seal = try await move.ferry("seal", move.store, "--output", sealed, "--format", "json")
            #expect(seal.status == 0, "\(seal.errors)")
            #expect(seal.json?["snapshot"]?.string == id)
            let names = try await Tool.shell("tar tf a.tar", in: move.folder).split(separator: "\n")
            #expect(names.count == seal.json?["files"]?.int)
            #expect(names.first == "oci-layout")
            try await Tool.shell(
                "mkdir out && tar xf a.tar -C out && cd out && sha256sum --quiet -c SHA256SUMS",
                in: move.folder)
            try await expectIntact(move.folder + "/out", move)
            try await expectIntact(sealed, move)
            let again = try await move.ferry("seal", move.folder + "/out", "--output", move.folder + "/b.tar")
            #expect(again.status == 0, "\(again.errors)")
            try await Tool.shell("cmp a.tar b.tar", in: move.folder)
        }
    }

    @Test func `every command reads a sealed archive in place`() async throws {
        try await withStore { move, id in
            let sealed = move.folder + "/a.tar"
            #expect(try await move.ferry("seal", move.store, "-o", sealed).status == 0)
            var inPlace = move
            inPlace.storeName = "a.tar"
            for arguments in [["list"], ["show"], ["show", "--object", "app/Lighthouse"]] {
                let line = Array(arguments.prefix(1)) + [move.store] + arguments.dropFirst()
                let plain = try await move.ferry(line + ["--format", "json"])
                let read = try await move.ferry(
                    [arguments[0], sealed] + Array(arguments.dropFirst()) + ["--format", "json"])
                #expect(read.status == 0)
                #expect(read.output == plain.output)
            }
            #expect(try await inPlace.compareSource().status == 0)
            #expect(try await inPlace.plan().status == 0)
            let replay = try await inPlace.replay()
            #expect(replay.status == 0, "\(replay.errors)")
            #expect(try await inPlace.compare().json?["equal"]?.bool == true)
            let written = try await inPlace.snapshot()
            #expect(written.status == 64, "\(written.errors)")
            #expect(written.errors.contains("cannot write into the sealed archive"))
            #expect(try await id == self.id(of: sealed, move))
        }
    }

    @Test(.enabled(if: Tool.isThere("age", "age-keygen"), "age is not installed"))
    func `a snapshot leaves the house encrypted through a pipe, and comes back`() async throws {
        try await withStore { move, id in
            try await Tool.shell(
                """
                age-keygen -o key 2>/dev/null
                edgeferry seal store --output - --quiet | age -r "$(age-keygen -y key)" > sealed.age
                age -d -i key sealed.age > back.tar
                edgeferry seal store --output direct.tar --quiet
                cmp back.tar direct.tar
                """, in: move.folder)
            try await expectIntact(move.folder + "/back.tar", move)
            let unseal = try await move.ferry(
                "unseal", move.folder + "/back.tar", "--store", move.folder + "/new", "--format", "json")
            #expect(unseal.status == 0, "\(unseal.errors)")
            #expect(unseal.json?["carried"]?.strings == [id])
            try await expectIntact(move.folder + "/new", move)
        }
    }

    @Test(.enabled(if: Tool.isThere("skopeo", "docker-registry"), "a registry or skopeo is not installed"))
    func `a registry carries a store tag by tag, and adopt makes it whole again`() async throws {
        try await withStore { move, id in
            try await withRegistry(in: move.folder) { registry in
                try await Tool.shell(
                    """
                    tags=$(grep -o '"org.opencontainers.image.ref.name":"[^"]*"' store/index.json | cut -d'"' -f4)
                    for tag in $tags; do
                        skopeo copy --quiet --dest-tls-verify=false oci:store:$tag docker://\(registry)/edge:$tag
                    done
                    rm -f tags
                    for tag in $tags; do
                        skopeo copy --quiet --src-tls-verify=false docker://\(registry)/edge:$tag oci:carried:$tag
                    done
                    """, in: move.folder)
            }
            let before = try await move.ferry("validate", move.folder + "/carried")
            #expect(before.status == 65)
            let adopt = try await move.ferry("adopt", move.folder + "/carried", "--format", "json")
            #expect(adopt.status == 0, "\(adopt.errors)")
            #expect(adopt.json?["carried"]?.strings == [id])
            try await expectIntact(move.folder + "/carried", move)
            for part in ["snapshots", "blobs", "index.json", "oci-layout", "FORMAT.md", "read_ferry.py"] {
                try await Tool.shell("diff -r store/\(part) carried/\(part)", in: move.folder)
            }
        }
    }

    @Test func `a build comes back byte for byte, from any byte on, and never damaged with success`()
        async throws
    {
        try await withStore { move, _ in
            let shown = try await move.ferry("show", move.store, "--format", "json").json
            let build = try #require(shown?["builds"]?.array?.first)
            let name = "\(build["app"]?.string ?? "")/\(build["build"]?.int ?? 0)"
            let (digest, size) = (build["sha256"]?.string ?? "", build["size"]?.int ?? 0)
            let sum = try await Tool.shell(
                "edgeferry show store --build \(name) --quiet | tee whole.tar | sha256sum", in: move.folder)
            #expect(sum.hasPrefix(digest))
            for offset in [1, size / 2, size] {
                try await expectSame(
                    "edgeferry show store --build \(name) --offset \(offset) --quiet",
                    "tail -c +\(offset + 1) whole.tar", in: move.folder)
            }
            let beyond = try await move.ferry(
                "show", move.store, "--build", name, "--offset", "\(size + 1)")
            #expect(beyond.status == 64)
            let none = try await move.ferry("show", move.store, "--build", "Nothing/1")
            #expect(none.status == 66)
            #expect(none.output.isEmpty)
            let sealed = move.folder + "/a.tar"
            #expect(try await move.ferry("seal", move.store, "-o", sealed).status == 0)
            try await expectSame(
                "edgeferry show a.tar --build \(name) --quiet", "cat whole.tar", in: move.folder)
            try await damageLargestBlob(of: move)
            var refused = 0
            for build in shown?["builds"]?.array ?? [] {
                let name = "\(build["app"]?.string ?? "")/\(build["build"]?.int ?? 0)"
                let run = try await FerryRun.of([
                    "show", move.store, "--build", name, "--offset", "\(size / 2)",
                ])
                if run.status == 65 { refused += 1 }
            }
            #expect(refused > 0)
        }
    }

    private func damageLargestBlob(of move: Move, in store: String? = nil) async throws {
        let store = store ?? move.store
        let blob = try await Tool.shell("ls -S blobs/sha256 | head -n 1", in: store)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let url = URL(fileURLWithPath: "\(store)/blobs/sha256/\(blob)")
        var bytes = try Data(contentsOf: url)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: url)
    }

    @Test func `a copy is incremental, and takes the snapshots that are named`() async throws {
        try await withStore { move, first in
            _ = try await move.source.caller().call(
                .post, "/be/v1/roles", ["name": "Crew", "label": "Crew", "permissions": ["bundles": 2]])
            try await move.expectSnapshot()
            let second = try await id(of: move.store, move)
            #expect(first != second)
            let copy = move.folder + "/copy"
            let one = try await move.ferry("copy", move.store, copy, "--snapshot", first, "--format", "json")
            #expect(one.status == 0, "\(one.errors)")
            #expect(one.json?["carried"]?.strings == [first])
            let rest = try await move.ferry("copy", move.store, copy, "--format", "json")
            #expect(rest.json?["carried"]?.strings == [second])
            #expect(rest.json?["present"]?.strings == [first])
            // Roles, the manifest and the config; not one build.
            #expect(rest.json?["blobs"]?.int ?? 100 <= 4)
            try await expectIntact(copy, move)
            let lines = try await move.ferry("copy", move.store, copy)
            #expect(lines.output.contains("0 new, 2 there already"))
            #expect(try await move.ferry("copy", move.store, copy, "--snapshot", "yesterday").status == 64)
        }
    }

    @Test func `a damaged store is healed by validate, copy, validate`() async throws {
        try await withStore { move, id in
            let copy = move.folder + "/copy"
            #expect(try await move.ferry("copy", move.store, copy).status == 0)
            try await damageLargestBlob(of: move, in: copy)
            let found = try await move.ferry("validate", copy)
            #expect(found.status == 65, "\(found.output)")
            let healing = try await move.ferry("copy", move.store, copy, "--format", "json")
            #expect(healing.status == 0, "\(healing.errors)")
            #expect(healing.json?["present"]?.strings == [id])
            #expect(healing.json?["healed"]?.int == 1)
            try await expectIntact(copy, move)
            let lines = try await move.ferry("copy", move.store, copy)
            #expect(lines.output.hasSuffix("0 blobs, 0 B copied\n"), "\(lines.output)")
        }
    }

    @Test func `a killed copy continues with what it had`() async throws {
        try await withStore { move, id in
            let copy = move.folder + "/copy"
            let blobs = copy + "/blobs/sha256"
            let all = try FileManager.default.contentsOfDirectory(atPath: move.store + "/blobs/sha256").count
            let killed = try await FerryRun.of(["copy", move.store, copy]) { ferry in
                // Not there yet: none.
                _ = try await ferry.wait {
                    ((try? FileManager.default.contentsOfDirectory(atPath: blobs))?.count ?? 0) >= 3
                }
                ferry.kill()
            }
            let had = try FileManager.default.contentsOfDirectory(atPath: blobs).count
            if killed.status == -9, had < all {
                let list = try await move.ferry("list", copy, "--format", "json")
                #expect(list.json?["snapshots"]?.array == [])
            }
            let again = try await move.ferry("copy", move.store, copy, "--format", "json")
            #expect(again.status == 0, "\(again.errors)")
            #expect(again.json?["blobs"]?.int ?? all <= all - had)
            try await expectIntact(copy, move)
            #expect(try await self.id(of: copy, move) == id)
        }
    }
}
