import EdgeCore

/// What the path of a tar says about which build it is.
///
/// Known are `APP/BUILD.tar`, `APP-BUILD.tar`, `APP_BUILD.tar`, and `native-build.tar` in a folder of such a name; BUILD is
/// the number, with or without padding, or the label. Letters count as they are written.
struct TarName: Sendable, Hashable {
    let app: String
    /// A number without padding, or a label.
    let build: String

    static let suffix = ".tar"
    private static let plain = "native-build"

    /// Every reading of a path: an app's name may hold what stands between it and the build.
    static func readings(of path: String) -> Set<TarName> {
        var words = path.split(separator: "/").suffix(3).map(String.init)
        guard let last = words.popLast(), last.hasSuffix(suffix) else { return [] }
        let stem = String(last.dropLast(suffix.count))
        if stem != plain { words.append(stem) }
        guard let word = words.popLast() else { return [] }
        var readings: [TarName] = []
        if let folder = words.last { readings += of(folder, word) }
        for index in word.indices where word[index] == "-" || word[index] == "_" {
            readings += of(String(word[..<index]), String(word[word.index(after: index)...]))
        }
        return Set(readings)
    }

    private static func of(_ app: String, _ build: String) -> [TarName] {
        guard !app.isEmpty, !build.isEmpty else { return [] }
        let padded = build.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(build).map(String.init) : nil
        return [TarName(app: app, build: build)] + (padded.map { [TarName(app: app, build: $0)] } ?? [])
    }
}
