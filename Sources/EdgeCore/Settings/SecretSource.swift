import Foundation

/// Where a secret comes from that no file of ours holds: a reference, never the secret itself.
package enum SecretSource: Sendable, Hashable {
    /// The value of an environment variable.
    case env(String)
    /// The content of a file, without the newline at its end.
    case file(String)
    /// What a command prints, without the newline at its end; run without a shell.
    case command([String])

    /// Reads a map of one key: `env`, `file` or `command`; nil, and a problem noted, for anything else.
    package init?(_ section: SettingsSection) {
        let env = section.string("env")
        let file = section.string("file")
        let command = section.strings("command")
        section.close()
        let found = [env.map(Self.env), file.map(Self.file), command.map(Self.command)].compactMap(\.self)
        guard let source = found.first, found.count == 1 else {
            section.problem("a secret needs one of env, file, command", line: section.line)
            return nil
        }
        if command?.isEmpty == true { section.problem("the command is empty", line: section.line) }
        self = source
    }

    /// The environment variable that holds it, if one does.
    package var variable: String? {
        if case .env(let name) = self { name } else { nil }
    }

    /// Why a secret could not be had, without the secret.
    package struct Unavailable: Error, Sendable, Hashable {
        package let reason: String
    }

    /// The secret, not empty and at most 64 KiB of text: a private key in PEM has a few KiB.
    ///
    /// A command gets the environment without the credentials of this tool.
    /// - Parameter others: Variables that hold other secrets, which a command does not get either.
    package func read(_ environment: [String: String], hiding others: Set<String> = []) async throws
        -> Result<Secret, Unavailable>
    {
        switch self {
        case .env(let name):
            guard let value = environment[name], !value.isEmpty else {
                return .failure(Unavailable(reason: "the environment has no \(quoted(name))"))
            }
            return .success(Secret(value))
        case .file(let path):
            guard let data = FileManager.default.contents(atPath: path) else {
                return .failure(Unavailable(reason: "cannot read \(quoted(path))"))
            }
            return Self.text(data, of: quoted(path))
        case .command(let words):
            let rest = environment.filter { !$0.key.hasPrefix("EDGEFERRY_") && !others.contains($0.key) }
            return try await blocking("secret command") { try Self.run(words, rest, $0) }
        }
    }

    private static let largest = 64 << 10

    /// - Throws: `CancellationError`; the command is told to end then.
    private static func run(
        _ words: [String], _ environment: [String: String], _ cancellation: Cancellation
    ) throws -> Result<Secret, Unavailable> {
        let name = quoted(words[0])
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.environment = environment
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        // What a failing program says may hold the secret itself.
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            return .failure(Unavailable(reason: "cannot run \(name)"))
        }
        let data = output.fileHandleForReading.bytes(upTo: largest + 1, cancellation)
        if cancellation.isCancelled {
            process.terminate()
            throw CancellationError()
        }
        try? output.fileHandleForReading.close()  // the command may still write; it then gets SIGPIPE
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            return .failure(
                Unavailable(
                    reason: process.terminationStatus == 127
                        ? "there is no program \(name)" : "\(name) ended with \(process.terminationStatus)"))
        }
        return text(data, of: name)
    }

    private static func text(_ data: Data, of name: String) -> Result<Secret, Unavailable> {
        guard data.count <= largest, var text = String(validating: data, as: UTF8.self) else {
            return .failure(Unavailable(reason: "\(name) gives no text of at most \(ByteCount(largest))"))
        }
        if text.hasSuffix("\n") { text.removeLast() }
        return text.isEmpty
            ? .failure(Unavailable(reason: "\(name) gives nothing")) : .success(Secret(text))
    }
}

extension FileHandle {
    /// All bytes of a pipe up to a number, or what there was when the work was cancelled.
    fileprivate func bytes(upTo count: Int, _ cancellation: Cancellation) -> Data {
        var data = Data()
        while data.count < count, !cancellation.isCancelled {
            var look = pollfd(fd: fileDescriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&look, 1, 100) > 0 else { continue }  // nothing yet
            let more = availableData
            guard !more.isEmpty else { break }
            data += more
        }
        return data
    }
}
