import EdgeArchive
import EdgeCore
import EdgeValidate
import Foundation

/// Spoils a small store in one way after the other, validates it each time, and judges what validation said.
struct ByteWalk: Sendable {
    /// How fine the steps are; 1 takes every one.
    struct Steps: Sendable {
        var flip = 1
        var cut = 1
        var swap = 1
    }

    private struct Step: Sendable {
        let number: Int
        let file: String
        let change: FileChange
    }

    private let store: Store
    private let whole: [String: Data]
    /// What is in each blob.
    private let types: [String: String]
    private let steps: Steps

    init(_ store: Store, _ steps: Steps) throws {
        self.store = store
        self.steps = steps
        whole = try Dictionary(
            uniqueKeysWithValues: Sample.files(store).map {
                ($0, try Data(contentsOf: URL(fileURLWithPath: store.layout.path($0))))
            })
        var needed = NeededBlobs(store)
        for file in try store.commitFiles() { try needed.add(try store.archive(.id(file.id))) }
        types = Dictionary(
            uniqueKeysWithValues: needed.blobs.values.map { (Layout.blob($0.digest), $0.mediaType) })
    }

    /// Each worker has a copy of the store, of which one file is changed at a time.
    func run(in folder: String) async throws -> WalkTally {
        let all = changes
        let workers = ProcessInfo.processInfo.activeProcessorCount
        return try await mapBounded(0..<workers, limit: workers) { worker in
            let copy = "\(folder)/worker-\(worker)"
            try FileManager.default.copyItem(atPath: store.path, toPath: copy)
            var tally = WalkTally()
            for step in all where step.number % workers == worker { try await take(step, in: copy, &tally) }
            let report = try await Validation(ArchiveAddress(parsing: copy), level: .content).run()
            tally.expect(report.findings.isEmpty, "everything was restored: \(report.lines)")
            return tally
        }.reduce(WalkTally(), +)
    }

    private var changes: [Step] {
        var all: [(String, FileChange)] = []
        for (file, bytes) in whole.sorted(by: { $0.key < $1.key }) {
            all += stride(from: file.count % steps.flip, to: bytes.count, by: steps.flip).map {
                (file, .flip($0))
            }
            all += stride(from: 0, to: bytes.count, by: steps.cut).map { (file, .cut($0)) }
            all += [(file, .drop), (file, .double)]
            all += whole.keys.sorted().filter { $0 > file && Self.areAlike($0, file) }.enumerated().filter {
                $0.offset % steps.swap == 0
            }.map { (file, .swap($0.element)) }
        }
        return all.enumerated().map { Step(number: $0.offset, file: $0.element.0, change: $0.element.1) }
    }

    /// Of one folder; a view is looked at beside every other file.
    private static func areAlike(_ one: String, _ other: String) -> Bool {
        let folders = [one, other].map { ($0 as NSString).deletingLastPathComponent }
        return folders[0] == folders[1] || WalkTally.views.contains(one) || WalkTally.views.contains(other)
    }

    /// The first level that must find it: `structure` reads all but documents and the bytes of builds. Some go to the last.
    private func level(of step: Step) -> Level {
        if step.number % 41 == 0 { return .content }
        switch step.change {
        case .swap: return .bytes
        case .flip:
            let type = types[step.file]
            return [nil, ArchiveFormat.manifestType, ArchiveFormat.configType].contains(type)
                ? .structure : .bytes
        case .cut, .drop, .double: return .structure
        }
    }

    private func take(_ step: Step, in copy: String, _ tally: inout WalkTally) async throws {
        let changed = step.change.changed(step.file, whole)
        func put(_ files: [String: Data?]) throws {
            for (file, bytes) in files {
                let path = "\(copy)/\(file)"
                if let bytes {
                    try bytes.write(to: URL(fileURLWithPath: path))
                } else {
                    try FileManager.default.removeItem(atPath: path)
                }
            }
        }
        try put(changed)
        let level = level(of: step)
        let report = try await Validation(ArchiveAddress(parsing: copy), level: level).run()
        try put(
            changed.mapValues { _ in Data() }.merging(whole.filter { changed.keys.contains($0.key) }) { $1 })
        for file in changed.keys.sorted() {
            tally.count(
                step.change, of: file, kind(of: file), among: Set(changed.keys), report,
                as: "\(step.change) of \(file) at \(level)")
        }
    }

    private func kind(of file: String) -> String {
        if let type = types[file] { return type.replacing(/.*\.(edgeferry|oci)\.|\.v1|\+.*/, with: "") }
        return file.hasPrefix(Layout.snapshots) ? "commit" : file
    }
}
