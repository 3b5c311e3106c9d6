import EdgeCore
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// The main job from the built tool, as docs/OPERATIONS.md tells it: an organization moves from one Edge to another.
@Suite struct MainJobTests {
    @Test func `an organization moves and is equal afterwards`() async throws {
        try await withMove { move in
            let snapshot = try await move.snapshot()
            #expect(snapshot.status == 0, "\(snapshot.errors)")
            #expect(snapshot.json?["builds"]?["read"]?.int == 9)

            let validate = try await move.ferry("validate", move.store, "--level", "content")
            #expect(validate.status == 0, "\(validate.errors)")

            let plan = try await move.plan()
            #expect(plan.status == 0, "\(plan.errors)")

            let replay = try await move.replay()
            #expect(replay.status == 0, "\(replay.errors)")

            let compare = try await move.compare()
            #expect(compare.status == 0, "\(compare.output)\(compare.errors)")
            #expect(compare.json?["equal"]?.bool == true)
            #expect(compare.json?["counts"]?["builds"]?["equal"]?.int == 9)

            let model = try await move.target.model()
            for (object, count) in model["organizations"]?["Quay"]?["creates"]?.object?.members ?? [] {
                #expect(count.int == 1, "\(object) was created \(count.canonical) times")
            }
        }
    }

    @Test func `a second replay has nothing to do`() async throws {
        try await withMove { move in
            #expect(try await move.snapshot().status == 0)
            #expect(try await move.replay().status == 0)
            let calls = try await move.target.model()["calls"]?.array?.count
            let again = try await move.replay()
            #expect(again.status == 0, "\(again.errors)")
            #expect(try await move.target.model()["calls"]?.array?.count == calls)
        }
    }

    @Test func `numbers, escapes and unknown fields survive snapshot and replay byte for byte in value`()
        async throws
    {
        let odd =
            #"{"big":12345678901234567890,"float":1.0,"exponent":1e5,"#
            + #""text":"\"\\\/\b\f\n\r\t\u0000\u001f\u00e9\ud83d\ude00","deep":[{"a":[]},null,true],"é":"e\u0301"}"#
        let fields = try JSON(reading: odd)
        try await withMove(seeding: { seed in
            let app: JSONObject = [
                "name": "Oddity", "label": "Odd", "deployments": ["europe"], "custom": fields,
            ]
            seed.organizations[0].documents[.app, default: []].append(app)
        }) { move in
            #expect(try await move.snapshot().status == 0)
            let shown = try await move.ferry("show", move.store, "--object", "app/Oddity", "--format", "json")
            #expect(shown.json?.array?.first?["document"]?["custom"]?.canonical == fields.canonical)
            let replay = try await move.replay()
            #expect(replay.status == 0, "\(replay.errors)")
            let app = try await move.target.model()["organizations"]?["Quay"]?["apps"]?["Oddity"]
            #expect(app?["custom"]?.canonical == fields.canonical)
        }
    }
}
