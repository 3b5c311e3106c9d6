package import EdgeCore

/// What goes wrong with stores and archives; paths are given as a user would find them.
package enum ArchiveError: Explained, Hashable {
    /// A path where nothing is.
    case nothingThere(path: String)
    /// Something that is neither a store nor an archive.
    case noArchive(path: String)
    /// A sealed archive where something should be written.
    case sealed(path: String)
    /// An OCI layout that holds no snapshot of ours.
    case nothingToAdopt(path: String)
    /// A place for a new store that is taken.
    case occupied(path: String)
    /// A file that is not what its writer left; the reason says how that shows.
    case damaged(file: String, reason: String)
    /// A file that the archive names and that is not there.
    case missing(file: String)
    case unknownFormat(file: String, version: String, features: [String])
    /// No snapshot answers to that reference.
    case noSnapshot(store: String, reference: String)
    /// `latest` without an organization, in a store of several.
    case ambiguous(store: String, organizations: [String])
    /// Another process uses this store in a way that bears no other.
    case locked(store: String, by: StoreUser)
    /// The documents of this kind could not be read from the source.
    case unread(kind: Kind, reason: String)
    /// A build that is not what was announced or known of it.
    case otherBuild(name: String, reason: String)
    /// More than an archive can hold.
    case tooLarge(what: String, limit: Int)
    /// A document that cannot be stored under its name.
    case misnamed(object: String, reason: String)
    /// A file that cannot be read, written or made durable; `code` is the `errno`.
    case file(path: String, doing: String, code: Int32)

    package var what: String {
        switch self {
        case .nothingThere(let path): "there is nothing at \(path)"
        case .noArchive(let path): "\(path) is no archive"
        case .sealed(let path): "cannot write into the sealed archive \(path)"
        case .nothingToAdopt(let path): "there is no snapshot to adopt in \(path)"
        case .occupied(let path): "cannot make a store at \(path)"
        case .damaged(let file, _): "the archive is damaged: \(file)"
        case .missing(let file): "the archive is damaged: \(file) is missing"
        case .unknownFormat(let file, let version, _): "cannot read format \(quoted(version)) of \(file)"
        case .noSnapshot(let store, let reference): "no snapshot \(quoted(reference)) in \(store)"
        case .ambiguous(let store, _): "\(store) holds more than one organization"
        case .locked(let store, _): "the store \(store) is in use"
        case .unread(let kind, _): "this snapshot holds no \(kind.plural)"
        case .otherBuild(let name, _): "cannot keep \(name)"
        case .tooLarge(let what, _): "\(what) is more than an archive can hold"
        case .misnamed(let object, _): "cannot archive \(quoted(object))"
        case .file(let path, let doing, _): "cannot \(doing) \(path)"
        }
    }

    package var why: String? {
        switch self {
        case .nothingThere: "no file or directory has this path"
        case .noSnapshot: "the store has other snapshots, or none"
        case .missing: "an archive is whole only with it"
        case .noArchive: "it holds neither ferry.json nor oci-layout"
        case .sealed: "a sealed archive is one file that never changes"
        case .nothingToAdopt: "no tag of its index.json is a snapshot of edgeferry"
        case .occupied: "it is not empty and no store"
        case .damaged(_, let reason), .otherBuild(_, let reason), .misnamed(_, let reason): reason
        case .unknownFormat(_, _, let features):
            features.isEmpty
                ? "this release reads the versions from 1.0 on that begin with 1"
                : "it needs \(features.map { quoted($0, limit: 40) }.joined(separator: ", "))"
        case .ambiguous(_, let organizations): organizations.joined(separator: ", ")
        case .locked(_, let user): "another process \(user.rawValue)"
        case .unread(_, let reason): "they could not be read from the source: \(reason)"
        case .tooLarge(_, let limit): "the limit is \(limit)"
        case .file(_, _, let code): systemMessage(code)
        }
    }

    package var hint: String? {
        switch self {
        case .nothingThere: "Check the path."
        case .noArchive: "Name the directory that snapshot was given with --store, or a file that seal wrote."
        case .sealed: "Name the directory of a store."
        case .nothingToAdopt:
            "Copy the tag ORG-ID of a snapshot into it, and the tags build-… that belong to it."
        case .occupied: "Name an empty or a new directory."
        case .damaged, .missing: "Run validate to see what is hit and what can still be restored."
        case .unknownFormat: "Use the release that wrote it, or a newer one."
        case .noSnapshot: "Run list to see what the store holds."
        case .ambiguous: "Add @ORG/latest or @ID to the path."
        case .locked: "Wait for the other run to end, then run the same command again."
        case .unread: "Take a snapshot with an account that may read them."
        case .otherBuild: "Run the same command again; the build is read anew."
        case .tooLarge: "Leave out what is not needed at the source, or report this."
        case .misnamed: "Correct the object at the source, then run the same command again."
        case .file(_, _, let code): fileHint(code)
        }
    }

    package var status: ExitStatus {
        switch self {
        case .nothingThere, .noSnapshot: .noInput
        case .noArchive, .nothingToAdopt, .damaged, .missing, .unknownFormat: .badArchive
        case .sealed, .ambiguous: .usage
        case .occupied, .tooLarge: .cannotCreate
        case .locked, .otherBuild: .tryAgain
        case .unread: .findings
        case .misnamed: .outsideContract
        case .file(_, let doing, let code): fileStatus(doing: doing, code: code)
        }
    }
}
