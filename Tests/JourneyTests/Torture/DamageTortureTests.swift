import EdgeArchive
import EdgeCore
import Foundation
import TestKit
import Testing

extension TortureTests {
    /// A real store is broken in every way, and the built tool has to find it and name the file.
    struct DamageTortureTests {
        private static let flips = 200

        @Test func `the built tool names every flipped, truncated, removed and swapped file`() async throws {
            try await withMove { move in
                try #require(try await move.snapshot().status == 0)
                let files = try files(of: move.store)
                var random = SystemRandomNumberGenerator()
                for _ in 0..<Self.flips {
                    let file = try #require(files.randomElement(using: &random))
                    var bytes = try read(move, file)
                    let place = Int.random(in: 0..<bytes.count, using: &random)
                    bytes[place] ^= UInt8.random(in: 1...255, using: &random)
                    try await expectFound(move, [file], "byte \(place) flipped") {
                        try write(bytes, move, file)
                    }
                }
                for file in files {
                    let bytes = try read(move, file)
                    let length = Int.random(in: 0..<bytes.count, using: &random)
                    try await expectFound(move, [file], "cut to \(length) bytes") {
                        try write(bytes.prefix(length), move, file)
                    }
                    try await expectFound(move, [file], "removed") {
                        try FileManager.default.removeItem(atPath: "\(move.store)/\(file)")
                    }
                }
                for (first, second) in zip(files, files.dropFirst() + files.prefix(1)) {
                    let (left, right) = (try read(move, first), try read(move, second))
                    try await expectFound(move, [first, second], "swapped") {
                        try write(right, move, first)
                        try write(left, move, second)
                    }
                }
                let validate = try await move.ferry("validate", move.store)
                #expect(validate.status == 0, "\(validate.output)")
                print(
                    "damage: \(files.count) files; \(Self.flips) bytes flipped, each file truncated, removed "
                        + "and swapped with the next")
            }
        }

        /// Damages files, asks the tool, and makes them whole again.
        private func expectFound(
            _ move: Move, _ files: [String], _ how: String, _ damage: () throws -> Void
        ) async throws {
            let whole = try files.map { ($0, try read(move, $0)) }
            try damage()
            let validate = try await move.ferry("validate", move.store, "--format", "json")
            for (file, bytes) in whole { try write(bytes, move, file) }
            let isOfViews = files.allSatisfy { [Layout.index, Layout.sums].contains($0) }
            #expect(validate.status == (isOfViews ? 1 : 65), "\(files) \(how): \(validate.output)")
            let named = (validate.json?["findings"]?.array ?? []).filter { $0["severity"]?.string != "note" }
                .compactMap { $0["file"]?.string }
            for file in files { #expect(named.contains(file), "\(file) \(how): \(validate.output)") }
        }

        /// Every file but those of `work/`, which no snapshot needs.
        private func files(of store: String) throws -> [String] {
            try FileManager.default.subpathsOfDirectory(atPath: store).filter { file in
                let type = try FileManager.default.attributesOfItem(atPath: "\(store)/\(file)")[.type]
                return type as? FileAttributeType == .typeRegular && !file.hasPrefix(Layout.work + "/")
            }.sorted()
        }

        private func read(_ move: Move, _ file: String) throws -> Data {
            try Data(contentsOf: URL(fileURLWithPath: "\(move.store)/\(file)"))
        }

        private func write(_ bytes: Data, _ move: Move, _ file: String) throws {
            try bytes.write(to: URL(fileURLWithPath: "\(move.store)/\(file)"))
        }
    }
}
