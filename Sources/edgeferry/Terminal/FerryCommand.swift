import ArgumentParser
import EdgeCore
import Foundation

/// A command of ours: it says what it does, and the frame around it owns signals, progress, endings and statuses.
protocol FerryCommand: AsyncParsableCommand, Sendable {
    var output: OutputOptions { get }

    /// Does the work and says how it ended; what throws ends in three lines.
    func perform(_ console: Console) async throws -> ExitStatus
}

extension FerryCommand {
    func run() async throws {
        let console = Console(format: output.format, isQuiet: output.quiet, meter: Meter())
        let interrupt = await Interrupt()
        let status: ExitStatus
        do {
            status = try await frame(console, interrupt)
        } catch {
            let ending = Ending(error, signal: interrupt.status)
            ending.report(console.format)
            throw ExitCode(ending.status.rawValue)
        }
        if status != .done { throw ExitCode(status.rawValue) }
    }

    /// The command beside its two watchers; whichever way it ends, the watchers end with it.
    private func frame(_ console: Console, _ interrupt: Interrupt) async throws -> ExitStatus {
        try await withThrowingTaskGroup(of: ExitStatus?.self) { group in
            let progress = ProgressPrinter(
                meter: console.meter, isOn: !output.quiet && output.format == .text)
            group.addTask { try await perform(console) }
            group.addTask {
                await progress.run()
                return nil
            }
            group.addTask {
                await interrupt.wait()
                return nil
            }
            defer { group.cancelAll() }
            var isStopping = false
            while let ended = try await group.next() {
                if let ended { return ended }
                guard interrupt.status != nil, !isStopping else { continue }
                isStopping = true
                Interrupt.restoreDefaults()
                group.cancelAll()
                console.message("stopping; a second signal ends at once")
            }
            throw CancellationError()
        }
    }
}
