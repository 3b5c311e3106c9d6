import EdgeArchive
import EdgeCore
import EdgeTar
import EdgeValidate
import Foundation

/// Spoils a sealed archive at one byte after the other and cuts it at one length after the other.
struct SealedWalk: Sendable {
    /// What a byte of the tar is for.
    private enum Part: Sendable, Hashable {
        case header
        /// What a header says of its own sum: spaces around its digits are as good as others.
        case checksum
        case content(String)
        /// Up to the end of a block; nobody reads it.
        case padding
        case end

        var isContent: Bool { if case .content = self { true } else { false } }
        var word: String { isContent ? "content" : "\(self)" }
    }

    private enum Change: Sendable {
        case flip(Int)
        case cut(Int)
    }

    private let whole: Data
    private let parts: [Part]
    private let steps: ByteWalk.Steps

    init(_ archive: Archive, in folder: String, _ steps: ByteWalk.Steps) throws {
        let path = folder + "/whole.tar"
        var tar = try TarWriter(creating: path)
        try Sealing(archive).write(to: &tar, Cancellation(), Meter())
        try tar.seal()
        whole = try Data(contentsOf: URL(fileURLWithPath: path))
        self.steps = steps
        var parts = Array(repeating: Part.padding, count: whole.count)
        var walk = TarWalk(try FileSlice(whole: path))
        while let member = try walk.next() {
            let (header, content) = (Int(member.header), Int(member.content))
            for place in header..<content { parts[place] = .header }
            for place in (header + 148)..<(header + 156) { parts[place] = .checksum }
            for place in content..<(content + Int(member.size)) { parts[place] = .content(member.path) }
        }
        for place in Int(walk.position)..<whole.count { parts[place] = .end }
        self.parts = parts
    }

    func run(in folder: String) async throws -> WalkTally {
        // The content is that of the store, and walked there.
        let flips = parts.indices.filter { place in
            place % (parts[place].isContent ? 7 * steps.flip : steps.flip) == 0
        }.map { Change.flip($0) }
        let changes = flips + stride(from: 0, to: whole.count, by: steps.cut).map { Change.cut($0) }
        let workers = ProcessInfo.processInfo.activeProcessorCount
        return try await mapBounded(0..<workers, limit: workers) { worker in
            var tally = WalkTally()
            for place in stride(from: worker, to: changes.count, by: workers) {
                try await take(changes[place], at: "\(folder)/sealed-\(worker).tar", &tally)
            }
            return tally
        }.reduce(WalkTally(), +)
    }

    private func take(_ change: Change, at path: String, _ tally: inout WalkTally) async throws {
        var bytes = whole
        switch change {
        case .cut(let length): bytes = whole.prefix(length)
        case .flip(let place): bytes[place] ^= 1 << UInt8(place % 8)
        }
        try bytes.write(to: URL(fileURLWithPath: path))
        let found: [Finding]
        do {
            let level: Level =
                if case .flip(let place) = change, parts[place].isContent { .bytes } else { .structure }
            found = try await Validation(ArchiveAddress(parsing: path), level: level).run().findings
                .filter { $0.severity > .note }
        } catch let error as ArchiveError where error.status == .badArchive {
            // Without its first file it is no archive at all.
            guard case .cut(let length) = change, length < 542 else {
                return tally.expect(false, "\(change): \(error)")
            }
            return tally.count("sealed: cut", "before the end of the first file", "exit 65: no archive")
        }
        let worst = found.map(\.severity).max()
        guard case .flip(let place) = change else {
            tally.count("sealed: cut", "anywhere", worst?.rawValue ?? "nothing")
            return tally.expect(found.contains { $0.rule == "sealed-file" }, "\(change): \(found)")
        }
        let part = parts[place]
        tally.count("sealed: byte flipped", part.word, worst?.rawValue ?? "nothing")
        switch part {
        case .content(let file):
            tally.expect(found.contains { $0.file == file }, "\(change) in \(file): \(found)")
        case .header, .end: tally.expect(worst == .damage, "\(change) in \(part): \(found)")
        case .checksum: tally.expect(worst == nil || worst == .damage, "\(change) in \(part): \(found)")
        case .padding: tally.expect(worst == nil, "\(change) in \(part): \(found)")
        }
    }
}
