import EdgeTar
import Foundation
import TestKit

/// Tars of bytes that no compression makes smaller, for builds that take their time and their room.
enum NoiseTar {
    /// - Parameters:
    ///   - members: A seed for each member; the same seed gives the same bytes.
    ///   - size: Bytes of a member.
    static func write(_ path: String, members: [UInt64], size: Int) throws {
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
        var writer = try TarWriter(creating: path)
        for (number, seed) in members.enumerated() {
            var random = SeededGenerator(seed: seed)
            let words = (0..<(size / 8)).map { _ in random.next() }
            try words.withUnsafeBytes { try writer.addFile("game/\(number).bin", bytes: $0) }
        }
        try writer.seal()
    }
}
