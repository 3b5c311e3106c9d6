import ArgumentParser

/// A length of time: a whole number and a unit.
struct RunTime: ExpressibleByArgument, Sendable, CustomStringConvertible {
    let duration: Duration
    let description: String

    static let twoDays = RunTime(duration: .seconds(48 * 3600), description: "48h")

    private init(duration: Duration, description: String) {
        self.duration = duration
        self.description = description
    }

    init?(argument: String) {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = argument.last.flatMap({ units[$0] }), let count = Int(argument.dropLast()),
            (1...1_000_000).contains(count)
        else { return nil }
        duration = .seconds(count * unit)
        description = argument
    }
}
