import EdgeCore
import TestKit
import Testing

@Suite struct JSONTests {
    @Test(arguments: [
        "1.0", "1e5", "1E+5", "-0", "-0.0", "12345678901234567890", "0.1000", "1e-400", "true", "false",
        "null",
        "\"\"", "[]", "{}", "[1,[2,[3]]]", "{\"a\":1,\"b\":{\"c\":[]}}",
    ])
    func `a canonical text survives reading and writing byte for byte`(text: String) throws {
        #expect(try JSON(reading: text).canonical == text)
    }

    @Test func `every escape is understood, and only the necessary ones are written`() throws {
        let value = try JSON(reading: #""\"\\\/\b\f\n\r\t\u0000\u001f\u00e9\ud83d\ude00\u20AC""#)
        #expect(value.string == "\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{E9}\u{1F600}€")
        #expect(value.canonical == "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u{E9}\u{1F600}€\"")
        #expect(try JSON(reading: value.canonical) == value)
    }

    @Test func `keys are sorted by bytes and spaces vanish`() throws {
        #expect(
            try JSON(reading: " { \"b\" : 1 ,\n \"a\" : 2 , \"B\":3, \"é\":4, \"z\":5 } ").canonical
                == "{\"B\":3,\"a\":2,\"b\":1,\"z\":5,\"é\":4}")
    }

    @Test func `texts that only look alike are different values and different keys`() throws {
        let composed = "\u{E9}"
        let decomposed = "e\u{301}"
        #expect(JSON.string(composed) != JSON.string(decomposed))
        let object = try JSON(reading: "{\"\(composed)\":1,\"\(decomposed)\":2}")
        #expect(object.object?.count == 2)
        #expect(object[composed]?.int == 1)
        #expect(object[decomposed]?.int == 2)
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1", "[1,", "[1,]", "{\"a\"", "{\"a\":", "{\"a\":1,", "{\"a\":1,}", "{a:1}",
        "tru", "nul",
        "01", "1.", ".1", "1e", "1e+", "-", "+1", "0x1", "NaN", "\"", "\"\\", "\"\\x\"", "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\\u+123\"", "\"a\nb\"", "1 2",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"\\u0061\":2}", "[1}", "{\"a\":1]", "\u{FEFF}1", "\"\\ud800",
    ])
    func `text that is no JSON is refused with its place`(text: String) {
        #expect {
            try JSON(reading: text)
        } throws: { error in
            guard case CoreError.json(let reason, let offset) = error else { return false }
            return !reason.isEmpty && (0...text.utf8.count).contains(offset)
        }
    }

    @Test func `bytes that are no UTF-8 are refused`() {
        for bytes: [UInt8] in [[0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]] {
            #expect(throws: CoreError.self) { try JSON(reading: bytes) }
        }
    }

    @Test func `every limit is a limit`() throws {
        let limits = JSONLimits(bytes: 40, depth: 3, stringBytes: 8, numberCharacters: 5)
        _ = try JSON(reading: "[[[1]]]", limits: limits)
        _ = try JSON(reading: "\"12345678\"", limits: limits)
        _ = try JSON(reading: "12345", limits: limits)
        for text in ["[[[[1]]]]", "\"123456789\"", "123456", String(repeating: " ", count: 40) + "1"] {
            #expect(throws: CoreError.self) { try JSON(reading: text, limits: limits) }
        }
    }

    @Test func `deep nesting ends in an error and not in a crash`() {
        #expect(throws: CoreError.self) { try JSON(reading: String(repeating: "[", count: 1 << 20)) }
        #expect(throws: CoreError.self) { try JSON(reading: String(repeating: "{\"a\":", count: 1 << 18)) }
    }

    @Test func `random values survive writing and reading`() throws {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<500 {
            let value = randomValue(depth: 0, &random)
            #expect(try JSON(reading: value.canonical) == value)
            #expect(try JSON(reading: value.readable) == value)
        }
    }

    @Test func `random bytes never crash the reader`() {
        var random = SeededGenerator(seed: 2)
        let alphabet = Array("{}[]\",:\\u0123456789abcdeE+-.tfn \u{0}é".utf8)
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0..<24, using: &random)).map { _ in
                alphabet[Int.random(in: alphabet.indices, using: &random)]
            }
            if let value = try? JSON(reading: bytes) {
                #expect((try? JSON(reading: value.canonical)) == value)
            }
        }
    }

    private func randomValue(depth: Int, _ random: inout SeededGenerator) -> JSON {
        switch Int.random(in: 0..<(depth > 4 ? 5 : 7), using: &random) {
        case 0: .null
        case 1: .bool(.random(using: &random))
        case 2: .int(Int64.random(in: .min ... .max, using: &random))
        case 3, 4: .string(randomText(&random))
        case 5:
            .array(
                (0..<Int.random(in: 0..<5, using: &random)).map { _ in randomValue(depth: depth + 1, &random)
                })
        default:
            .object(
                JSONObject(
                    (0..<Int.random(in: 0..<5, using: &random)).map { _ in
                        (key: randomText(&random), value: randomValue(depth: depth + 1, &random))
                    }))
        }
    }

    private func randomText(_ random: inout SeededGenerator) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0..<8, using: &random) {
            let value = UInt32.random(
                in: 0..<(Bool.random(using: &random) ? 0x80 : 0x11_0000), using: &random)
            if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
        }
        return text
    }
}
