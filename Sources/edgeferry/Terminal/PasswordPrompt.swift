import EdgeCore
import Foundation
import Glibc

/// Asks for a password on the terminal without showing it.
struct PasswordPrompt: Sendable {
    private let question: String

    init(_ question: String) { self.question = question }

    /// Nil when there is no terminal to ask on, or nothing was typed.
    func ask() async throws -> Secret? {
        guard isatty(STDIN_FILENO) == 1 else { return nil }
        let question = question
        let typed = try await blocking("password") { cancellation in try Self.read(question, cancellation) }
        return typed.isEmpty ? nil : Secret(typed)
    }

    /// One line of the terminal, which shows again what is typed however this ends.
    private static func read(_ question: String, _ cancellation: Cancellation) throws -> String {
        var shown = termios()
        guard tcgetattr(STDIN_FILENO, &shown) == 0 else {
            throw CoreError.file(path: "/dev/tty", doing: "read", code: errno)
        }
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
            Console.write("\n", to: .standardError)
        }
        // Only now: what is typed after the question is never shown.
        Console.write(question, to: .standardError)
        var line: [UInt8] = []
        while true {
            try cancellation.check()
            var terminal = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            // In short turns, so that a signal ends the question.
            guard poll(&terminal, 1, 100) > 0 else { continue }
            var byte: UInt8 = 0
            guard Glibc.read(STDIN_FILENO, &byte, 1) == 1, byte != UInt8(ascii: "\n") else { break }
            line.append(byte)
        }
        return String(decoding: line, as: UTF8.self)
    }
}
