import ArgumentParser
import EdgeCore
import Foundation

/// A question to the person at the terminal.
struct Question {
    private let text: String
    /// What answers it on a command line.
    private let option: String

    init(_ text: String, else option: String) {
        self.text = text
        self.option = option
    }

    /// - Throws: `ValidationError` where nobody can be asked; it says which option is the answer.
    func ask() throws -> String {
        guard isatty(STDIN_FILENO) == 1 else {
            throw ValidationError("Nobody can be asked: give \(option).")
        }
        Console.write(text, to: .standardError)
        return readLine() ?? ""
    }

    /// - Throws: `ValidationError` unless the answer is yes.
    func agree() throws {
        guard ["y", "yes"].contains(try ask().lowercased()) else {
            throw ValidationError("Nothing was sent.")
        }
    }
}
