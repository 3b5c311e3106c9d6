import EdgeCore
import Foundation
import Testing

@Suite struct CoreErrorTests {
    @Test(arguments: [
        (ENOENT, "read", EdgeCore.ExitStatus.noInput), (ENOSPC, "create", .io),
        (EACCES, "create", .cannotCreate),
        (EIO, "read", .io), (ENOSPC, "write", .io),
    ])
    func `a failed file call has the status of its reason`(
        code: Int32, doing: String, status: EdgeCore.ExitStatus
    ) {
        let error = CoreError.file(path: "/x", doing: doing, code: code)
        #expect(error.status == status)
        #expect(error.what == "cannot \(doing) /x")
        #expect(error.why?.isEmpty == false)
    }

    @Test func `text from outside cannot break a line`() {
        #expect(quoted("a\nb\u{1B}[2J") == "\"a\\u{a}b\\u{1b}[2J\"")
        #expect(quoted(String(repeating: "x", count: 300), limit: 3) == "\"xxx…\"")
    }

    @Test func `settings errors show every problem`() {
        let error = CoreError.settings(file: "p.yml", problems: ["line 1: a", "line 2: b"])
        #expect(error.what == "p.yml has 2 errors")
        #expect(error.why == "line 1: a; line 2: b")
        #expect(error.status == .settings)
    }
}
