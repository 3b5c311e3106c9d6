package import EdgeCore
package import Foundation

/// A secret that a target hands out once: the API key of a new machine user, the secret of a webhook.
package struct OnceOnlySecret: Sendable, Hashable {
    package let time: Date
    package let run: Int64
    /// `user/deployer`
    package let object: String
    /// `apiKey` or `webhookSecret`
    package let kind: String
    package let secret: Secret

    package init(time: Date, run: Int64, object: String, kind: String, secret: Secret) {
        self.time = time
        self.run = run
        self.object = object
        self.kind = kind
        self.secret = secret
    }
}

/// The file of once-only secrets beside a journal: mode 0600, one JSON object a line, only ever appended to.
///
/// A secret is on the disk before the record of its action is completed; of two lines for one object the later
/// one counts. A line that a kill cut short stays without effect.
package struct KeysFile: Sendable {
    package let path: String

    package init(path: String) { self.path = path }

    /// Appends one secret and returns when it is on the disk, the name of a new file included.
    package func append(_ entry: OnceOnlySecret) throws(JournalError) {
        let isNew = access(path, F_OK) != 0
        let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .file(path: path, doing: "create", code: errno) }
        defer { close(descriptor) }
        guard fchmod(descriptor, 0o600) == 0 else { throw .file(path: path, doing: "protect", code: errno) }
        let end = lseek(descriptor, 0, SEEK_END)
        var last: UInt8 = 0x0A
        // A cut line of a killed run must not swallow this one.
        let isCut = end > 0 && pread(descriptor, &last, 1, end - 1) == 1 && last != 0x0A
        var line = Data(((isCut ? "\n" : "") + entry.json.canonical + "\n").utf8)
        while !line.isEmpty {
            let count = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .file(path: path, doing: "write", code: errno) }
            line.removeFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw .file(path: path, doing: "write", code: errno) }
        if isNew { try Self.syncFolder(of: path) }
    }

    /// All whole lines, oldest first; none when there is no file.
    package func entries() throws(JournalError) -> [OnceOnlySecret] {
        guard access(path, F_OK) == 0 else { return [] }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .file(path: path, doing: "read", code: EACCES)
        }
        return data.split(separator: 0x0A).compactMap { line in
            // A line that is no JSON was cut by a kill: its secret was never counted as handed out.
            (try? JSON(reading: line)).flatMap(OnceOnlySecret.init)
        }
    }

    /// Puts the names of new files in the folder of a path on the disk.
    static func syncFolder(of path: String) throws(JournalError) {
        let folder = (path as NSString).deletingLastPathComponent
        let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .file(path: folder, doing: "open", code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .file(path: folder, doing: "write", code: errno) }
    }
}

extension OnceOnlySecret {
    fileprivate var json: JSON {
        [
            "time": .string(time.formatted(.iso8601)), "run": .int(run), "object": .string(object),
            "kind": .string(kind), "secret": .string(secret.reveal()),
        ]
    }

    fileprivate init?(_ json: JSON) {
        guard let text = json["time"]?.string, let time = try? Date(text, strategy: .iso8601),
            let run = json["run"]?.int, let object = json["object"]?.string,
            let kind = json["kind"]?.string, let secret = json["secret"]?.string
        else { return nil }
        self.init(time: time, run: Int64(run), object: object, kind: kind, secret: Secret(secret))
    }
}
