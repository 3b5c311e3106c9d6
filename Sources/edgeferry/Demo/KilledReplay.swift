import EdgeCore
import EdgeSandbox

/// A replay that is killed at random moments, and started again with the same command until it ends by itself.
struct KilledReplay: Sendable {
    let child: ChildFerry
    let arguments: [String]
    let target: SandboxReport
    /// Writing calls that the plan makes.
    let calls: Int
    let kills: Int
    let console: Console

    /// Says how often the process was really killed.
    func run() async throws -> Int {
        let model = SandboxModel(target)
        let before = try await model.calls()
        // Spread over the calls of the plan, each at a random place of its part.
        let moments = (0..<kills).map { kill in
            let part = Double(max(calls, kills)) / Double(kills)
            return before + Int(part * (Double(kill) + Double.random(in: 0..<1)))
        }
        var killed = 0
        console.message("$ edgeferry \(ChildFerry.shown(arguments))")
        for moment in moments {
            let ended = try await child.run(arguments) { kill in
                try await reach(moment, model)
                kill()
            }
            guard ended.status == -9 else {
                console.message("  it ended before it could be killed")
                return try finish(ended, killed)
            }
            killed += 1
            console.message(
                "  killed after \(try await model.calls() - before) of about \(calls) calls; once more")
        }
        return try finish(try await child.run(arguments) { _ in }, killed)
    }

    /// Waits until the target has seen so many calls, and then a random moment more, to hit the middle of one.
    private func reach(_ moment: Int, _ model: SandboxModel) async throws {
        var looks = 0
        // A replay that has ended or stands still is killed too, which then does nothing: an hour is the bound.
        while try await model.calls() < moment, looks < 180_000 {
            try await Task.sleep(for: .milliseconds(20))
            looks += 1
        }
        // Short pauses hit calls, long ones transfers and the waits after them.
        try await Task.sleep(for: .milliseconds(Int.random(in: 0..<(Bool.random() ? 15 : 400))))
    }

    private func finish(_ ended: (output: String, status: Int32), _ killed: Int) throws -> Int {
        guard ended.status == 0 else { throw DemoError.step("replay", status: ended.status) }
        console.message(ended.output.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
        return killed
    }
}
