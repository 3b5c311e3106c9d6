import EdgeCore

/// What is wrong with the settings of a command, beyond what the argument parser sees.
enum SettingsError: Explained {
    case noCredentials(Side)
    case noUsername(Side)
    case twoCredentials(Side)
    case noAdminToken(Side)
    /// No run of any journal was about the object.
    case noStory(String)
    /// No journal in the state directory, or several and none named.
    case whichJournal([String])
    /// A file with credentials that others can read.
    case openFile(String)
    /// Not an existing folder, or one without builds.
    case noBuilds(folder: String, reason: String)

    var what: String {
        switch self {
        case .noCredentials(let side), .noUsername(let side): "no credentials for the \(side.rawValue)"
        case .noStory(let object): "no run was about \(quoted(object))"
        case .whichJournal(let paths):
            paths.isEmpty ? "no journal" : "\(paths.count) journals, and none is named"
        case .noAdminToken(let side): "no administrator's token for the \(side.rawValue)"
        case .twoCredentials(let side): "two kinds of credentials for the \(side.rawValue)"
        case .openFile(let path): "the credentials file \(path) can be read by others"
        case .noBuilds(let folder, _): "no builds in \(folder)"
        }
    }

    var why: String? {
        switch self {
        case .noCredentials:
            "neither an API key nor a token nor a password is given, and there is no terminal to ask on"
        case .noUsername: "an API key or a password belongs to an account, whose name is missing"
        case .noStory: "no plan in the journals that were read has it"
        case .whichJournal(let paths):
            paths.isEmpty
                ? "the state directory holds none: nothing was replayed" : paths.joined(separator: ", ")
        case .noAdminToken: "calls of the installation and about whole organizations need it"
        case .twoCredentials: "an API key, a token and a password exclude each other"
        case .openFile: "its mode gives rights to the group or to everybody"
        case .noBuilds(_, let reason): reason
        }
    }

    var hint: String? {
        switch self {
        case .noCredentials(let side), .noUsername(let side):
            "Set EDGEFERRY_\(side.rawValue.uppercased())_USERNAME and EDGEFERRY_\(side.rawValue.uppercased())_API_KEY, "
                + "or give --\(side.rawValue)-credentials FILE."
        case .noStory: "Write it as reports do, such as app/NAME or build/APP/NUMBER, or name the --journal."
        case .whichJournal: "Give --journal FILE."
        case .noAdminToken(let side):
            "Set EDGEFERRY_\(side.rawValue.uppercased())_ADMIN_TOKEN, or adminToken in --\(side.rawValue)-credentials FILE."
        case .twoCredentials: "Give only one of them."
        case .openFile(let path): "Run chmod 600 \(path)."
        case .noBuilds: "Put the tars of each app into a folder of the app's name: DIR/APP/*.tar."
        }
    }

    var status: ExitStatus {
        switch self {
        case .noBuilds, .noStory, .whichJournal: .noInput
        default: .settings
        }
    }
}
