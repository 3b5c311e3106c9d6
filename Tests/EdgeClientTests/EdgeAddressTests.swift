import EdgeClient
import EdgeCore
import Testing

@Suite struct EdgeAddressTests {
    @Test(arguments: ["https://edge.example.com", "https://edge.example.com/", "https://edge.example.com//"])
    func `slashes at the end do not count`(url: String) throws {
        let address = try EdgeAddress(url: url, organization: OrganizationName("Org1"), side: .source)
        #expect(address.url == "https://edge.example.com")
        #expect(address.host == "edge.example.com")
    }

    @Test(arguments: [
        "", "edge.example.com", "ftp://edge.example.com", "https://", "(no certificate configured)",
        "https://user:secret@edge.example.com", "https://edge.example.com?x=1", "https://edge.example.com#x",
    ])
    func `anything but a plain base address is refused without showing a password`(url: String) throws {
        let organization = try OrganizationName("Org1")
        #expect {
            try EdgeAddress(url: url, organization: organization, side: .target)
        } throws: { error in
            guard let error = error as? ClientError, case .badAddress(.target, url) = error else {
                return false
            }
            return error.status == .usage && !error.what.contains("secret")
                && error.hint?.contains("--target") == true
        }
    }
}
