import EdgeArchive
import EdgeCore

/// The tar of one build, for `show --build`.
struct ShownBuild {
    private let archive: Archive
    private let build: ArchivedBuild

    /// - Parameter text: `APP/ID`.
    init(_ text: String, in archive: Archive) throws {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int(parts[1]),
            let build = archive.builds.first(where: { $0.app.text == parts[0] && $0.number.value == number })
        else { throw ShowError.noBuild(text, archive: archive.id) }
        self.archive = archive
        self.build = build
    }

    /// Writes it to stdout; the last bytes come only when all of them are the right ones.
    func write(from offset: Int64, _ cancellation: Cancellation, _ meter: Meter) throws {
        guard offset <= build.size else {
            throw ShowError.beyondEnd(build: build.name, offset: offset, size: build.size)
        }
        try ByteOutput.write(try archive.verifiedSource(of: build), from: offset, cancellation, meter)
    }
}
