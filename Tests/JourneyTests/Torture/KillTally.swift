/// How often each command was killed, and how far it had come.
struct KillTally {
    private var counts: [String: [String: Int]] = [:]

    mutating func count(_ command: String, _ left: String) {
        counts[command, default: [:]][left, default: 0] += 1
    }

    func kills(of command: String) -> Int { (counts[command] ?? [:]).values.reduce(0, +) }

    /// One line for each command.
    var table: String {
        counts.sorted { $0.key < $1.key }.map { command, left in
            let parts = left.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            return "\(command): \(kills(of: command)) kills; found then: \(parts.joined(separator: ", "))"
        }.joined(separator: "\n")
    }
}
