import EdgeCore
import Foundation

/// Prints the progress line: in place on a terminal, else one line every ten seconds, never under `--quiet` or JSON.
struct ProgressPrinter: Sendable {
    let meter: Meter
    let isOn: Bool

    private var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Runs until its task is cancelled.
    func run() async {
        guard isOn else { return }
        let clock = ContinuousClock()
        let start = clock.now
        var line = ProgressLine()
        let interval: Duration = isTerminal ? .milliseconds(200) : .seconds(10)
        while (try? await clock.sleep(for: interval)) != nil {  // cancelled: the command is over
            let seconds =
                Double((clock.now - start).components.seconds)
                + Double((clock.now - start).components.attoseconds) / 1e18
            guard let text = line.text(meter.reading, at: seconds, width: isTerminal ? Self.width - 1 : 200)
            else {
                continue
            }
            Console.write(isTerminal ? "\r\u{1B}[K\(text)" : "\(text)\n", to: .standardError)
        }
        if isTerminal { Console.write("\r\u{1B}[K", to: .standardError) }
    }

    private static var width: Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }
}
