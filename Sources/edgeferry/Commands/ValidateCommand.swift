import ArgumentParser
import EdgeArchive
import EdgeCore
import EdgeValidate
import Foundation

struct ValidateCommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check a store or a snapshot, offline.",
        discussion: """
            Levels: structure (nothing missing or unexpected), bytes (every stored byte; the default), content (documents, \
            references, names, tars), rehearsal (each snapshot is replayed into a sandbox in this process, and the result \
            compared with it). STORE alone checks all that the store holds. Exit 65 says that something is damaged, 1 that a \
            finding does no harm to what is stored.

            Example:
              edgeferry validate /backup/edge --level content
            """)

    @Argument(
        help: ArgumentHelp(
            "STORE, STORE@latest, STORE@ORG/latest, STORE@ID or FILE.tar.", valueName: "archive"))
    var archive: String

    @Option(help: "How deep to look: structure, bytes, content or rehearsal.")
    var level: ValidationNote.Depth = .bytes

    @Flag(help: "With the levels content and rehearsal: hash the whole tars of builds too.")
    var whole = false

    @OptionGroup var output: OutputOptions

    func validate() throws {
        if whole, level.read != .content {
            throw ValidationError("--whole needs --level content or rehearsal.")
        }
    }

    func perform(_ console: Console) async throws -> ExitStatus {
        let address = ArchiveAddress(parsing: archive)
        let report = try await Validation(address, level: level.read, whole: whole).run(console.meter)
        guard level == .rehearsal, report.verdict == .intact else {
            await leave(report.note(level.read.depth, at: Date()), in: address, console)
            console.result(text: report.lines, json: report.json)
            return report.status
        }
        var rehearsals: [RehearsedSnapshot] = []
        for id in report.snapshots {
            rehearsals.append(try await .rehearsing(id, of: address.path, console.meter))
        }
        let isEqual = rehearsals.allSatisfy(\.isEqual)
        await leave(report.note(isEqual ? .rehearsal : .content, at: Date()), in: address, console)
        console.result(
            text: report.lines + rehearsals.flatMap(\.lines),
            json: .object(
                (report.json.object ?? [:]).merging([
                    "level": .string(level.rawValue), "rehearsals": .array(rehearsals.map(\.json)),
                ])))
        return report.status == .done && !isEqual ? .findings : report.status
    }

    /// Where nothing can be written, the verdict stands all the same.
    private func leave(_ note: ValidationNote, in address: ArchiveAddress, _ console: Console) async {
        do {
            try await blocking("note") { _ in try Store(unchecked: address.path).leave(note) }
        } catch ArchiveError.sealed {
            // A sealed archive has no place for it.
        } catch {
            let why = (error as? any Explained).map { $0.why ?? $0.what } ?? "it was interrupted"
            console.message("list will not know of this validation: \(why)")
        }
    }
}

extension ValidationNote.Depth: ExpressibleByArgument {
    /// How deep the reading goes before a rehearsal.
    fileprivate var read: Level {
        switch self {
        case .structure: .structure
        case .bytes: .bytes
        case .content, .rehearsal: .content
        }
    }
}

extension Level {
    fileprivate var depth: ValidationNote.Depth {
        switch self {
        case .structure: .structure
        case .bytes: .bytes
        case .content: .content
        }
    }
}
