import EdgeCore
import Testing

@testable import edgeferry

@Suite struct EndingTests {
    private struct Unforeseen: Error {}

    @Test func `an explained error is three lines`() {
        let ending = Ending(CoreError.file(path: "/x", doing: "read", code: 2))
        #expect(
            ending.text == """
                edgeferry: cannot read /x
                  why:  No such file or directory
                  hint: Check the path.

                """)
        #expect(ending.status == .noInput)
        #expect(ending.json["ending"]?["status"]?.int == 66)
    }

    @Test func `an error that nobody foresaw is a defect of ours`() {
        let ending = Ending(Unforeseen())
        #expect(ending.status == .defect)
        #expect(ending.text.contains("Unforeseen"))
    }

    @Test func `a signal ends with its own status after saving, an error before it with the error's`() {
        #expect(Ending(CancellationError(), signal: .interrupted).status == .interrupted)
        #expect(Ending(CancellationError(), signal: .terminated).status == .terminated)
        #expect(
            Ending(CoreError.json(reason: "r", offset: 0), signal: .interrupted).status == .outsideContract)
    }
}
