import ArgumentParser
import EdgeArchive
import EdgeClient
import EdgeCore
import EdgeJournal
import Foundation

/// Where the memory of a replay lives.
struct JournalOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "File of the journal; by default in the state directory, named after both organizations.",
            valueName: "file"))
    var journal: String?

    /// Opens the journal between an archive and a target, or makes it.
    func open(_ archive: Archive, _ target: EdgeAddress) async throws -> Journal {
        let identity = identity(archive, target)
        return try await Journal.open(at: path(identity), for: identity, now: { Date() })
    }

    /// The same, but nil when the default one was never made; a named one must be there.
    func existing(_ archive: Archive, _ target: EdgeAddress) async throws -> Journal? {
        let path = path(identity(archive, target))
        guard journal != nil || FileManager.default.fileExists(atPath: path) else { return nil }
        return try await Journal.open(at: path, for: nil, now: { Date() })
    }

    private func path(_ identity: JournalIdentity) -> String { journal ?? StateFolder.journal(identity) }

    private func identity(_ archive: Archive, _ target: EdgeAddress) -> JournalIdentity {
        // A source that a later release wrote in a form that we do not know still names itself.
        let source = try? EdgeAddress(
            url: archive.config.source, organization: archive.organization, side: .source)
        return JournalIdentity(
            sourceHost: source?.authority ?? archive.config.source, sourceOrganization: archive.organization,
            targetHost: target.authority, targetOrganization: target.organization)
    }
}

/// A journal that is there already.
struct KnownJournalOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "File of the journal; may be left out when the state directory holds just one.", valueName: "file"
        ))
    var journal: String?

    func open() async throws -> Journal {
        if let journal { return try await Journal.open(at: journal, for: nil, now: { Date() }) }
        let paths = StateFolder.journals
        guard paths.count == 1, let path = paths.first else { throw SettingsError.whichJournal(paths) }
        return try await Journal.open(at: path, for: nil, now: { Date() })
    }
}

/// The directory of what must outlive a command: `$XDG_STATE_HOME/edgeferry`, else `~/.local/state/edgeferry`.
enum StateFolder {
    static var path: String {
        let environment = ProcessInfo.processInfo.environment
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return state + "/edgeferry" }
        return NSHomeDirectory() + "/.local/state/edgeferry"
    }

    /// The same two organizations give the same file, so that the same command line finds it again.
    static func journal(_ identity: JournalIdentity) -> String {
        let source = "\(name(identity.sourceHost))-\(identity.sourceOrganization)"
        let target = "\(name(identity.targetHost))-\(identity.targetOrganization)"
        return "\(path)/\(source)--\(target).journal"
    }

    /// The journals of the directory; no directory yet means that nothing was replayed.
    static var journals: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasSuffix(".journal") }.sorted().map { "\(path)/\($0)" }
    }

    private static func name(_ host: String) -> String {
        host.replacing(/[^A-Za-z0-9.]/, with: "_")
    }
}
