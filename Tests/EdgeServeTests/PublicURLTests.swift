import EdgeServe
import Testing

@Suite struct PublicURLTests {
    @Test(arguments: [
        ("http://ferry.example", "http://ferry.example"),
        ("https://ferry.example:8443/", "https://ferry.example:8443"),
        ("HTTPS://ferry.example/a/b/", "https://ferry.example/a/b"), ("http://[::1]:80", "http://[::1]:80"),
    ])
    func `an address is kept as a target needs it`(given: String, kept: String) {
        #expect(PublicURL(given)?.text() == kept)
    }

    @Test(arguments: [
        "", "ferry.example", "ftp://ferry.example", "http://", "http://u:p@ferry.example",
        "http://ferry.example?x=1",
        "http://ferry.example/#x", "http:///path", "http://ferry.example:port",
    ])
    func `what is no address of a server is refused`(text: String) {
        #expect(PublicURL(text) == nil)
    }

    @Test func `the free port that was taken stands in an address that names none`() {
        #expect(PublicURL("http://ferry.example/a")?.text(taken: 7) == "http://ferry.example:7/a")
        #expect(PublicURL("http://ferry.example:8/a")?.text(taken: 7) == "http://ferry.example:8/a")
    }
}
