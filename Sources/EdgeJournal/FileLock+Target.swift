package import EdgeCore
import Foundation

extension FileLock {
    /// The lock under which one replay at a time writes to a target organization.
    /// - Throws: `JournalError.targetInUse` while another one does.
    package static func target(host: String, organization: OrganizationName, in folder: String) throws
        -> FileLock
    {
        let name = "target-\(fileName(host))-\(organization.text).lock"
        try makeFolder(folder)
        guard let lock = try FileLock(path: folder + "/" + name) else {
            throw JournalError.targetInUse(target: "\(organization) at \(host)")
        }
        return lock
    }

    /// A host and port as a part of a file name.
    private static func fileName(_ host: String) -> String {
        String(host.unicodeScalars.map { isPlain($0) ? Character($0) : "_" })
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "."
                || scalar == "-")
    }
}

/// Makes a folder of mode 0700 with all that are above it.
func makeFolder(_ path: String) throws(JournalError) {
    do {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
        throw .file(path: path, doing: "create", code: errno == 0 ? EIO : errno)
    }
}
