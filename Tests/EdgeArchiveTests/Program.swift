import Foundation
import Testing

/// A program of somebody else, which knows nothing of us.
enum Program {
    /// What it printed; it has to end well.
    @discardableResult
    static func run(_ path: String, _ arguments: [String]) throws -> Data {
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(path) \(arguments)")
        return printed
    }
}
