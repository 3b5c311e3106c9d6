import EdgeCore
import Foundation

/// Where a command's words go: the result to stdout, progress and messages to stderr.
struct Console: Sendable {
    let format: OutputFormat
    let isQuiet: Bool
    /// What the progress line reads.
    let meter: Meter

    /// A sentence for the person who watches.
    func message(_ text: String) {
        guard !isQuiet else { return }
        // On a terminal a progress line, of this process or of a killed child, may stand where we write.
        let start = isatty(STDERR_FILENO) == 1 ? "\r\u{1B}[K" : ""
        Self.write(start + text + "\n", to: .standardError)
    }

    /// The result, in the one form that was asked for.
    func result(text: @autoclosure () -> [String], json: @autoclosure () -> JSON) {
        switch format {
        case .text:
            // In pieces: a plan has hundreds of thousands of lines.
            var piece = ""
            for line in text() {
                piece += line + "\n"
                guard piece.utf8.count >= 64 << 10 else { continue }
                Self.write(piece, to: .standardOutput)
                piece = ""
            }
            Self.write(piece, to: .standardOutput)
        case .json: Self.write(json().readable + "\n", to: .standardOutput)
        }
    }

    static func write(_ text: String, to handle: FileHandle) {
        // Nobody reads any more (a closed pipe): there is nobody to tell either.
        try? handle.write(contentsOf: Data(text.utf8))
    }
}
