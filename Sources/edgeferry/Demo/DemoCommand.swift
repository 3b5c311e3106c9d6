import ArgumentParser
import EdgeCore
import EdgeSandbox
import Foundation

struct DemoCommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Move an organization between two sandboxes, and kill the replay on the way.",
        discussion: """
            Starts two Edges on free loopback ports, takes a snapshot of the first, validates it, plans, replays into the \
            second as a process of its own that is killed with SIGKILL and started again, and compares. Nothing outside \
            this machine is touched. The store stays; the two Edges go.

            Examples:
              edgeferry demo
              edgeferry demo --builds-from builds --pull     (the tars of builds/APP/*.tar, in version order)
            """)

    @Option(
        help: ArgumentHelp(
            "Folder to work in; must be empty or new. By default a new temporary one.", valueName: "dir"))
    var dir: String?

    @Option(help: ArgumentHelp("Take DIR/APP/*.tar as the builds of the apps.", valueName: "dir"))
    var buildsFrom: String?

    @Flag(help: "The target fetches the builds by itself; else they are uploaded.")
    var pull = false

    @Option(help: ArgumentHelp("How often the replay is killed.", valueName: "n"))
    var kills = 3

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (0...100).contains(kills) else { throw ValidationError("--kills must be 0 to 100.") }
    }

    func perform(_ console: Console) async throws -> ExitStatus {
        let folder = try DemoFolder(dir)
        defer { folder.removeEdges() }
        let seed = try DemoSeed.seed(buildsFrom: buildsFrom)
        let source = SandboxSettings(dataFolder: folder.path("source"), seed: seed)
        let target = SandboxSettings(
            dataFolder: folder.path("target"),
            seed: try Seed(template: PackageResources.sandbox_empty_yml, named: "sandbox-empty.yml"))
        return try await Sandbox(source).serving { source in
            try await Sandbox(target).serving { target in
                let demo = try Demo(
                    source: source, target: target, folder: folder, isPulling: pull, kills: kills,
                    console: console)
                return try await demo.run()
            }
        }
    }
}

extension SandboxSettings {
    fileprivate init(dataFolder: String, seed: Seed) {
        self.init(dataFolder: dataFolder)
        self.seed = seed
        // Long enough to be seen, and to be killed in.
        stageTime = .milliseconds(60)
    }
}
