import EdgeCore
import Foundation
import TestKit
import Testing

@testable import EdgeSandbox

/// docs/edge-openapi.yaml and the sandbox say the same.
@Suite struct OpenAPITests {
    private static func document() throws -> JSON {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appendingPathComponent("docs/edge-openapi.yaml")
        return try SettingsNode(yaml: String(contentsOf: file, encoding: .utf8), file: "edge-openapi.yaml")
            .json
    }

    @Test func `each served route is described, and each described one is served`() throws {
        let described = try Self.document()["paths"]?.object?.members.flatMap { path, operations in
            (operations.object?.keys ?? []).map { method in
                "\(method.uppercased()) \(path.replacing(/\{[A-Za-z]+\}$/, with: "{item}"))"
            }
        }
        let served = Routes.all(Dialect()).map { route in
            "\(route.method) \(route.path)\(route.takesItem ? "/{item}" : "")"
        }
        #expect(Set(described ?? []) == Set(served))
        #expect(described?.count == served.count)
    }

    /// Names that a public page of the API gives for a field of a body or an answer.
    private static let documented: Set<String> = [
        "status", "message", "retryAfter", "code", "username", "title", "email", "firstname", "surname",
        "label",
        "maxBuilds", "iCurBuild", "processing", "exporting", "sizeBytes", "dxfName", "fromBuildId",
        "toBuildId",
        "originPrefix", "oldPW", "newPW", "resetCreds", "size", "httpStatus", "exitCode", "sizeBytesActual",
        "sizeBytesExpected", "fileReadFailed", "filename", "typeExpected", "typeDetected", "type", "appName",
        "maintenance", "name", "roles",
    ]

    @Test func `every name that no page gives is marked as assumed`() throws {
        let document = try Self.document()
        var unmarked: Set<String> = []
        func isAssumed(_ node: JSON) -> Bool {
            if node["x-assumed"] == true { return true }
            guard let name = node["$ref"]?.string?.split(separator: "/").last else { return false }
            return document["components"]?["schemas"]?[String(name)]?["x-assumed"] == true
        }
        func walk(_ node: JSON, inAssumed: Bool) {
            let inAssumed = inAssumed || isAssumed(node)
            for (name, property) in node["properties"]?.object?.members ?? [] {
                if !inAssumed, !isAssumed(property), !Self.documented.contains(name) { unmarked.insert(name) }
            }
            for member in node.object?.members ?? [] { walk(member.value, inAssumed: inAssumed) }
            for item in node.array ?? [] { walk(item, inAssumed: inAssumed) }
        }
        walk(document["components"] ?? .null, inAssumed: false)
        #expect(unmarked.sorted() == [])
    }
}
