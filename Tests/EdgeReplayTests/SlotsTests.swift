import EdgeCore
import Testing

@testable import EdgeReplay

struct SlotsTests {
    private let slots = Slots(of: "deployment/east")

    @Test func `slots stand where secrets were left out, lists included`() throws {
        let body: JSON = ["origin": ["kind": "s3"], "keys": ["b"]]
        let places = ["/origin/secret", "/keys/0", "/nowhere/x"].compactMap { JSONPointer($0) }
        let slotted = slots.inserting(places, into: body)
        #expect(slotted["origin"]?["secret"] == ["$secret": "deployment/east#/origin/secret"])
        #expect(slotted["keys"] == [["$secret": "deployment/east#/keys/0"], "b"])
        #expect(
            slots.references(in: slotted).map(\.description).sorted() == [
                "deployment/east#/keys/0", "deployment/east#/origin/secret",
            ])
        let object = try #require(slotted.object)
        let secrets = Dictionary(
            uniqueKeysWithValues: slots.references(in: slotted).map { ($0, Secret("s")) })
        #expect(
            JSON.object(slots.filling(object, with: secrets))
                == ["origin": ["kind": "s3", "secret": "s"], "keys": ["s", "b"]])
        #expect(JSON.object(slots.without(object)) == body)
    }

    @Test func `a value of the archive that looks like a slot is none`() {
        let body: JSONObject = ["label": ["$secret": "deployment/west#/origin/secret"]]
        #expect(slots.references(in: .object(body)).isEmpty)
        #expect(slots.without(body) == body)
    }
}
