import EdgeCore
import Testing

@Suite struct JSONNumberTests {
    @Test(arguments: [
        ("1", "1.0"), ("1", "10e-1"), ("100", "1e2"), ("0", "-0.00"), ("0.5", "5E-1"), ("1200", "1.2e+3"),
        ("12345678901234567890", "1.2345678901234567890e19"),
    ])
    func `different texts of one number have the same value and stay different texts`(
        left: String, right: String
    ) throws {
        let first = try number(left)
        let second = try number(right)
        #expect(first.hasValue(of: second) && second.hasValue(of: first))
        #expect(first != second)
    }

    @Test(arguments: [
        ("1", "-1"), ("1", "10"), ("0.1", "0.01"), ("12345678901234567890", "12345678901234567891"),
        ("1e5", "1e6"),
    ])
    func `different numbers differ`(left: String, right: String) throws {
        #expect(try !number(left).hasValue(of: number(right)))
    }

    @Test func `only plain integers that fit are integers`() throws {
        #expect(try number("-42").int == -42)
        #expect(try number("1.0").int == nil)
        #expect(try number("12345678901234567890").int == nil)
    }

    private func number(_ text: String) throws -> JSONNumber {
        guard case .number(let number) = try JSON(reading: text) else {
            throw CoreError.json(reason: "no number", offset: 0)
        }
        return number
    }
}
