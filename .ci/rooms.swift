import Foundation

// Compares the imports of every source file with what its target declares in Package.swift.
//
// The compiler's own check takes everything reachable for declared; this one does not.
// Usage: swift package dump-package | rooms PACKAGE-FOLDER

struct Package: Decodable {
    let targets: [Target]
}

struct Target: Decodable {
    let name: String
    let type: String
    let path: String?
    let dependencies: [Dependency]
}

struct Dependency: Decodable {
    let name: String

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: AnyKey.self)
        guard let key = values.allKeys.first else { throw CocoaError(.coderReadCorrupt) }
        var parts = try values.nestedUnkeyedContainer(forKey: key)
        name = try parts.decode(String.self)
    }
}

struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

/// Comes with the toolchain. FoundationNetworking is not among them: the wires are libcurl's alone.
let always: Set<String> = ["Foundation", "Dispatch", "Synchronization", "Glibc"]
let inTests: Set<String> = ["Testing", "FoundationNetworking"]

func imports(of file: String) throws -> [String] {
    let access: Set<String> = ["package", "private", "internal", "fileprivate", "public"]
    let kinds: Set<String> = ["struct", "class", "enum", "func", "protocol", "typealias", "var", "let"]
    return try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").compactMap { line in
        // Imports stand at the start of their line; an indented one is text in a string.
        guard line.first?.isWhitespace == false else { return nil }
        var words = line.split(separator: " ").map(String.init).drop {
            $0.hasPrefix("@") || access.contains($0)
        }
        guard words.first == "import" else { return nil }
        words = words.dropFirst().drop { kinds.contains($0) }
        return words.first.map { String($0.prefix { $0 != "." }) }
    }
}

let folder = CommandLine.arguments.dropFirst().first ?? "."
let package = try JSONDecoder().decode(Package.self, from: FileHandle.standardInput.readDataToEndOfFile())
var findings: [String] = []
var files = 0
for target in package.targets where target.type != "system" {
    let isTest = target.type == "test" || target.name == "TestKit"
    let path = target.path ?? (isTest ? "Tests/" : "Sources/") + target.name
    let declared = Set(target.dependencies.map(\.name)).union(always).union(isTest ? inTests : [])
    guard let paths = FileManager.default.enumerator(atPath: folder + "/" + path) else {
        findings.append("\(path) does not exist")
        continue
    }
    for case let file as String in paths where file.hasSuffix(".swift") {
        files += 1
        for module in try imports(of: "\(folder)/\(path)/\(file)") where !declared.contains(module) {
            findings.append("\(path)/\(file) imports \(module), which \(target.name) does not declare")
        }
    }
}
for finding in findings { print(finding) }
guard findings.isEmpty, files > 0 else { exit(1) }
print("\(files) files import only what they declare")
