import EdgeCore
import Testing

@testable import EdgeSandbox

@Suite struct PageTests {
    private let items: [JSONObject] = [
        ["name": "a", "size": 10, "label": "x"], ["name": "b", "size": 9, "label": "y"],
        ["name": "c", "size": 10, "label": "x"], ["name": "d", "label": "y"],
    ]

    private func names(_ query: String) throws -> [String] {
        try Page(Query(query)).take(items).array?.compactMap { $0["name"]?.string } ?? []
    }

    @Test(arguments: [
        ("", "abcd"), ("order[]=name", "abcd"), ("order[]=%2Bname", "abcd"), ("order[]=+name", "abcd"),
        ("order[]=-name", "dcba"), ("order[]=[-name]", "dcba"), ("order[]=size", "dbac"),
        ("order[]=-size", "acbd"), ("order[]=label&order[]=-name", "cadb"), ("order[]=label,-name", "cadb"),
        ("order[]=nothing", "abcd"), ("offset=1&limit=2", "bc"), ("offset=9", ""),
        ("order[]=-name&offset=3", "a"),
    ])
    func `a page is a window of the order that is asked for`(query: String, order: String) throws {
        #expect(try names(query).joined() == order)
    }

    @Test(arguments: ["offset=-1", "limit=0", "limit=101", "limit=x", "offset="])
    func `a window that cannot be is refused`(query: String) {
        #expect(throws: Refusal.self) { try Page(Query(query)) }
    }

    @Test func `fields that are asked for come alone`() throws {
        let page = try Page(Query("fields[]=name&fields[]=size,nothing&limit=1"))
        #expect(page.project(items[0]) == ["name": "a", "size": 10])
    }
}
