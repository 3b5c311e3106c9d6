import ArgumentParser
import EdgeCore
import EdgeJournal
import EdgeReplay
import Foundation

struct RunsCommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "Say what the journals remember: all runs, or the story of one object.",
        discussion: """
            Without --journal it reads every journal of the state directory.

            Examples:
              edgeferry runs
              edgeferry runs explain app/Lighthouse
            """)

    @Argument(
        help: ArgumentHelp(
            "Nothing, or 'explain' and an object: role/NAME, …, build/APP/NUMBER.",
            valueName: "explain object"))
    var words: [String] = []

    @Option(help: ArgumentHelp("File of one journal.", valueName: "file"))
    var journal: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard words.isEmpty || (words.count == 2 && words[0] == "explain") else {
            throw ValidationError("Give nothing, or 'explain' and one object.")
        }
    }

    func perform(_ console: Console) async throws -> ExitStatus {
        var histories: [RunHistory] = []
        for path in journal.map({ [$0] }) ?? StateFolder.journals {
            do {
                histories.append(try await RunHistory(Journal.open(at: path, for: nil, now: { Date() })))
            } catch JournalError.inUse where journal == nil {
                console.message("\(path) is in use by a replay that runs now")
            }
        }
        guard let object = words.last else {
            console.result(
                text: histories.isEmpty ? ["no journals"] : histories.flatMap(\.lines),
                json: ["journals": .array(histories.map(\.json))])
            return .done
        }
        let stories = histories.map { $0.story(of: object) }.filter { !$0.isEmpty }
        guard !stories.isEmpty else { throw SettingsError.noStory(object) }
        console.result(
            text: Array(stories.joined(separator: [""])),
            json: ["stories": .array(stories.map { .strings($0) })])
        return .done
    }
}
