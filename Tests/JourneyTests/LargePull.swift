import EdgeCore
import EdgeHTTP
import EdgeSandbox
import EdgeTar
import Foundation
import Subprocess
import TestKit
import Testing

/// One large build that a target fetches over HTTPS out of the archive, while curl takes it from the same server.
struct LargePull: Sendable, CustomStringConvertible {
    let size: Int64
    /// Of the process that serves, in bytes.
    private(set) var peak = 0
    /// Seconds from the target's first byte to its last, and those of curl.
    private(set) var pull = 0.0
    private(set) var curl = 0.0

    /// The pace of the target, whose download goes to a file, as a part of curl's, whose does not.
    var ratio: Double { curl / pull }

    var description: String {
        "pull: \(ByteCount(size)) in \(pull.formatted()) s, curl in \(curl.formatted()) s, ratio \(ratio.formatted()); "
            + "peak of the replay \(ByteCount(Int64(peak)))"
    }

    private init(size: Int64) { self.size = size }

    /// - Parameter stage: Long enough for curl to be through before the target begins.
    static func measured(megabytes: Int, stage: Duration) async throws -> LargePull {
        let size = Int64(megabytes) << 20
        return try await withTemporaryFolder { folder in
            let tar = try await tar(of: size, in: folder)
            let files = try await makeCertificate(in: folder)
            return try await withSandbox(
                configure: {
                    $0.seed.organizations[0].builds = [
                        ("Tugboat", [Seed.Build(label: "large", content: .path(tar))])
                    ]
                }
            ) { source in
                let empty = try String(contentsOfFile: template("sandbox-empty.yml"), encoding: .utf8)
                return try await withSandbox(
                    seed: empty,
                    configure: {
                        $0.stageTime = stage
                        $0.fetching.caFile = files.authority
                    }
                ) { target in
                    var pull = LargePull(size: size)
                    try await pull.run(Move(source: source, target: target, folder: folder), files)
                    return pull
                }
            }
        }
    }

    private mutating func run(_ move: Move, _ files: TLSFiles) async throws {
        try await move.expectSnapshot()
        let options = [
            "--serve", "127.0.0.1:0", "--public-url", "https://127.0.0.1", "--serve-certificate",
            files.certificate, "--serve-key", files.key, "--max-requests-per-second", "100",
        ]
        var watched = self
        let replay = try await move.replay(options) { try await watched.watch($0, move, files) }
        self = watched
        try #require(replay.status == 0, "\(replay.output)\(replay.errors)")
        #expect(replay.json?["attention"]?.strings?.contains { $0.hasPrefix("pull") } == false)
        try await move.expectEqual()
    }

    private mutating func watch(_ ferry: FerryProcess, _ move: Move, _ files: TLSFiles) async throws {
        var url: String?
        _ = try await ferry.wait {
            let calls = try await move.target.model()["calls"]?.array ?? []
            url = calls.lazy.compactMap { $0["body"]?["url"]?.string }.first
            return url != nil
        }
        let address = try url.orThrow("an address that the target was given")
        let taken = try await Subprocess.run(
            .name("curl"),
            arguments: [
                "-sSf", "--cacert", files.authority, "-o", "/dev/null", "-w",
                "%{time_total} %{size_download}", address,
            ], output: .string(limit: 4096), error: .string(limit: 4096))
        let figures = taken.standardOutput.split(separator: " ").compactMap { Double($0) }
        try #require(figures.count == 2 && figures[1] > Double(size), "\(taken.standardError)")
        curl = figures[0]

        var begin: ContinuousClock.Instant?
        var isOver = false
        var peak = 0
        _ = try await ferry.wait {
            peak = max(peak, Self.peak(of: ferry.id))
            guard !isOver else { return false }
            let names = try FileManager.default.contentsOfDirectory(atPath: move.target.dataFolder + "/tars")
            if begin == nil, names.contains(where: { $0.hasSuffix(".partial") }) { begin = .now }
            if begin != nil, names.contains(where: { $0.hasSuffix(".tar") }) { isOver = true }
            if isOver, let begin { pull = (ContinuousClock.now - begin) / .seconds(1) }
            return false
        }
        self.peak = peak
    }

    /// The most memory that a process had.
    private static func peak(of process: Int32) -> Int {
        // It may have ended between two looks.
        let text = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.flatMap { $0.split(separator: " ").dropLast().last.flatMap { Int($0) } }.map { $0 << 10 }
            ?? 0
    }

    private static func tar(of size: Int64, in folder: String) async throws -> String {
        let path = folder + "/large.tar"
        try await blocking("tar") { _ in
            let game = folder + "/game.bin"
            try Data().write(to: URL(fileURLWithPath: game))
            // A file of holes: reading it costs nothing.
            guard truncate(game, off_t(size)) == 0 else { throw MissingValue(what: "a sparse file") }
            var writer = try TarWriter(creating: path)
            try writer.addFile("game.bin", from: try FileSlice(whole: game))
            try writer.seal()
        }
        return path
    }
}
