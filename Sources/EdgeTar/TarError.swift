package import EdgeCore

/// What goes wrong with reading and writing tars.
package enum TarError: Explained, Hashable {
    /// A compressed file in place of a tar.
    case compressed(format: String)
    /// Bytes that are no tar; the reason is the library's.
    case notTar(reason: String?)
    /// A tar that breaks off or contradicts itself at a member, counted from 1.
    case damaged(reason: String?, member: Int)
    /// A member whose content is not as long as announced.
    case wrongSize(path: String, announced: Int64, given: Int64)
    /// A member that the format cannot hold; the reason is the library's.
    case refused(path: String, reason: String?)
    /// Writing the tar failed; the reason is the library's.
    case cannotWrite(path: String, code: Int32, reason: String?)
    case outOfMemory

    package var what: String {
        switch self {
        case .compressed(let format): "this is a compressed file (\(format)) and not a plain tar"
        case .notTar: "this is no tar"
        case .damaged(_, let member): "the tar is damaged at member \(member)"
        case .wrongSize(let path, _, _): "the content of \(quoted(path)) has another size than announced"
        case .refused(let path, _): "a tar cannot hold \(quoted(path))"
        case .cannotWrite(let path, _, _): "cannot write the tar \(path)"
        case .outOfMemory: "no memory for a tar"
        }
    }

    package var why: String? {
        switch self {
        case .compressed: "the Edge accepts only uncompressed tars"
        case .notTar(let reason), .damaged(let reason, _), .refused(_, let reason):
            reason ?? "libarchive gives no reason"
        case .wrongSize(_, let announced, let given): "\(given) bytes instead of \(announced)"
        case .cannotWrite(_, let code, let reason):
            code == 0 ? reason ?? "libarchive gives no reason" : systemMessage(code)
        case .outOfMemory: "the system gives no more memory"
        }
    }

    package var hint: String? {
        switch self {
        case .compressed: "Unpack it once and give the tar inside."
        case .notTar, .damaged: "Make the tar again from its files."
        case .wrongSize: "Do not change files while they are packed."
        case .cannotWrite(_, let code, _): fileHint(code)
        case .refused: "Rename or leave out the file."
        case .outOfMemory: "Free some memory, then run the same command again."
        }
    }

    package var status: ExitStatus {
        switch self {
        case .compressed, .notTar, .damaged: .badArchive
        case .wrongSize, .outOfMemory: .io
        case .refused: .cannotCreate
        case .cannotWrite(_, let code, _): fileStatus(doing: "create", code: code)
        }
    }
}
