import EdgeCore

/// A field of a kind with two values that it can have: what all suites about fields go through.
struct FieldSample: Sendable, CustomStringConvertible {
    let kind: Kind
    let field: String
    let value: JSON
    let other: JSON

    var description: String { "\(kind.rawValue).\(field)" }

    var fieldClass: FieldClass { FieldTable(Dialect()).classify(field, of: kind) }

    /// Every classified field of every kind; `FieldClassTests` fails when one is missing.
    static let all: [FieldSample] =
        samples(
            .role,
            ["label": ("A", "B"), "permissions": (["apps": 2], ["apps": 3]), "name": ("Readers", "Writers")])
        + samples(
            .deployment,
            [
                "label": ("A", "B"), "originPrefix": ("live", "test"), "name": ("north", "south"),
                "origin": (origin("b-north"), origin("b-south")),
                "downloadAuth": (["kind": "none"], ["kind": "basic"]), "error": ("e", "f"),
            ])
        + samples(
            .user,
            [
                "title": ("Dr", "Prof"), "firstname": ("Ada", "Eva"), "surname": ("B", "C"),
                "email": ("a@x.example", "b@x.example"), "roles": (["Readers"], ["Writers"]),
                "enabled": (true, false), "apiKey": ("k", "l"), "username": ("ada", "eva"),
                "label": ("A", "B"),
            ])
        + samples(
            .app,
            [
                "label": ("A", "B"), "maxBuilds": (3, 4), "deployments": (["north"], ["south"]),
                "iCurBuild": (1, 2), "processing": (false, true), "exporting": (false, true),
                "error": ("e", "f"), "patches": ([], [["fromBuildId": 1]]), "builds": ([], [["id": 1]]),
                "sizeBytes": (1, 2), "dxfName": ("x", "y"), "name": ("Tide", "Surf"),
            ])
        + samples(
            .subscription,
            [
                "kind": ("webhook", "slack"), "url": ("https://a.example", "https://b.example"),
                "channel": ("#a", "#b"), "types": (["deploy"], ["dltar"]), "events": (["end"], ["error"]),
                "secret": ("s", "t"), "name": ("hook", "line"),
            ])

    /// A document of a kind with the first value of every field.
    static func document(_ kind: Kind) -> Document {
        var fields = JSONObject()
        for sample in all where sample.kind == kind { fields[sample.field] = sample.value }
        return Document(kind: kind, name: fields[Dialect()[kind].identity]?.string ?? "", fields: fields)
    }

    private static func samples(_ kind: Kind, _ values: [String: (JSON, JSON)]) -> [FieldSample] {
        let times: [String: (JSON, JSON)] = [
            "created": ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"),
            "updated": ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"),
        ]
        return values.merging(times) { value, _ in value }.sorted { $0.key < $1.key }.map {
            FieldSample(kind: kind, field: $0.key, value: $0.value.0, other: $0.value.1)
        }
    }

    private static func origin(_ bucket: String) -> JSON {
        ["kind": "s3", "endpoint": "s3.example", "bucket": .string(bucket), "region": "r"]
    }
}
