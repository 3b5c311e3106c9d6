import ArgumentParser
import EdgeClient
import EdgeCore
import EdgeHTTP
import Foundation

struct APICommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "api",
        abstract: "Make one authenticated call to an Edge and print its answer.",
        discussion: """
            With --source only GET is possible. A call that writes to --target asks on a terminal and needs --yes elsewhere; \
            deleting a deployment or an organization removes published files, and wants the name: --confirm NAME. Paths \
            under /adm and /srv take the administrator's token (EDGEFERRY_TARGET_ADMIN_TOKEN).

            Examples:
              edgeferry api GET '/be/v1/apps?fields[]=name' --paginate \\
                --source https://edge.example.com --source-org Harbour
              edgeferry api PATCH /be/v1/apps --body change.json --yes \\
                --target https://edge.example.com --target-org Harbour
            """)

    @Argument(help: "GET, POST, PATCH or DELETE.")
    var method: String

    @Argument(help: ArgumentHelp("Path on the Edge, with its query.", valueName: "path"))
    var path: String

    @Option(help: ArgumentHelp("File with a JSON object to send; - reads stdin.", valueName: "file"))
    var body: String?

    @Flag(help: "Read a list to its end.")
    var paginate = false

    @Flag(help: "Write without being asked.")
    var yes = false

    @Option(
        help: ArgumentHelp(
            "The exact name of the deployment or organization that is to be deleted.", valueName: "name"))
    var confirm: String?

    @OptionGroup var edges: EitherEdgeOptions
    @OptionGroup var transport: TransportOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard let method = HTTPMethod(rawValue: method.uppercased()), method != .put else {
            throw ValidationError("The method must be GET, POST, PATCH or DELETE.")
        }
        // A path that an address parser would rewrite is not the one that was asked about.
        let steps = path.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false)
            .dropFirst()
        // Encoded dots, slashes, backslashes and percents may be decoded on the way, and then name something else.
        let encoded = ["%2e", "%2f", "%5c", "%25"]
        guard path.hasPrefix("/"), !path.contains("#"), !path.contains("\\"),
            !steps.contains(where: { ["", ".", ".."].contains($0) }),
            !steps.contains(where: { step in encoded.contains { step.lowercased().contains($0) } })
        else {
            throw ValidationError("The path must be plain, as /be/v1/apps is.")
        }
        try edges.checkOne()
        guard method.isRead || edges.source == nil else {
            throw ValidationError("Only GET is possible with --source: nothing is written to a source.")
        }
        guard !paginate || method.isRead else { throw ValidationError("--paginate goes with GET.") }
        guard body == nil || !method.isRead else {
            throw ValidationError("--body goes with a writing method.")
        }
    }

    func perform(_ console: Console) async throws -> ExitStatus {
        let answer = try await answer(HTTPMethod(rawValue: method.uppercased()) ?? .get, console)
        console.result(text: [answer.readable], json: answer)
        return .done
    }

    private func answer(_ method: HTTPMethod, _ console: Console) async throws -> JSON {
        let choice = try edges.choice(edges.source != nil ? .source : .target)
        let body = try body.map(Self.read)
        if !method.isRead {
            try Consent(
                method: method, path: path, dialect: choice.dialect(), isGiven: yes, name: confirm
            ).ask()
        }
        if isAdministrative {
            guard let admin = try await choice.admin(transport, console) else {
                throw SettingsError.noAdminToken(choice.side)
            }
            return try await admin.call(method, path, body: body)
        }
        guard choice.side == .target else {
            let source = try await choice.source(transport, console)
            return paginate ? try await source.getAll(path) : try await source.get(path)
        }
        let target = try await choice.target(transport, console)
        return paginate ? try await target.getAll(path) : try await target.call(method, path, body: body)
    }

    /// Paths of the installation take the administrator's token instead of an account's.
    private var isAdministrative: Bool {
        ["/adm/", "/srv/"].contains { path.lowercased().hasPrefix($0) }
    }

    private static func read(_ file: String) throws -> JSONObject {
        let data =
            file == "-"
            ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: file)
        guard let data else {
            throw CoreError.file(path: file, doing: "read", code: access(file, F_OK) == 0 ? EACCES : ENOENT)
        }
        do {
            guard let object = try JSON(reading: data).object else {
                throw CoreError.settings(file: file, problems: ["it must be a JSON object"])
            }
            return object
        } catch CoreError.json(let reason, let offset) {
            throw CoreError.settings(file: file, problems: ["\(reason), at byte \(offset)"])
        }
    }
}
