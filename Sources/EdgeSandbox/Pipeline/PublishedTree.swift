import EdgeCore
import Foundation

/// The files of one app at one place, in the documented layout (edge-api 4.8).
struct PublishedTree: Sendable {
    let root: String
    let organization: String
    let app: String

    private func image(_ number: Int) -> String {
        "\(root)/dxf/\(organization)/\(app)/\(BuildRow.digits(number))"
    }

    private func patches(to number: Int) -> String {
        "\(root)/pat/\(organization)/\(app)/\(BuildRow.digits(number))"
    }

    /// The folders that hold everything of one build: its image, the patches to it, and those from it.
    func folders(of number: Int) -> [String] {
        let all = "\(root)/pat/\(organization)/\(app)"
        // A place without patches has nothing to list.
        let newer = (try? FileManager.default.contentsOfDirectory(atPath: all)) ?? []
        return [image(number), patches(to: number)] + newer.map { "\(all)/\($0)/\(BuildRow.digits(number))" }
    }

    /// Writes the image of a build and the patches from older ones to it.
    func put(_ build: BuildRow, older: [BuildRow]) throws {
        try write(
            ["build": .int(build.number), "sha256": .string(build.sha256), "sizeBytes": .int(build.size)],
            to: "\(image(build.number))/\(build.image)/image.json")
        for old in older {
            try write(
                ["from": .string(old.sha256), "to": .string(build.sha256)],
                to: "\(patches(to: build.number))/\(BuildRow.digits(old.number))/patch.json")
        }
    }

    private func write(_ value: JSON, to path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try value.data.write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}
