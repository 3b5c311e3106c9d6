package import EdgeCore
import Foundation

/// Which Edge, and which of its organizations.
package struct EdgeAddress: Sendable, Hashable, CustomStringConvertible {
    /// The base address without a slash at its end.
    package let url: String
    package let organization: OrganizationName

    /// - Throws: `ClientError.badAddress` for anything but a plain http or https address; without a certificate the
    ///   vendor's Terraform prints a placeholder text as the base address, and people paste it.
    package init(url: String, organization: OrganizationName, side: Side) throws(ClientError) {
        var base = url
        while base.hasSuffix("/") { base.removeLast() }
        guard let parts = URLComponents(string: base), ["http", "https"].contains(parts.scheme ?? ""),
            let host = parts.host, !host.isEmpty, parts.query == nil, parts.fragment == nil, parts.user == nil
        else { throw .badAddress(side: side, url: url) }
        self.url = base
        self.organization = organization
    }

    package var host: String { URLComponents(string: url)?.host ?? url }

    /// Host and port, as they stand in the address: what names an Edge in journals and locks.
    package var authority: String {
        let parts = URLComponents(string: url)
        return host + (parts?.port.map { ":\($0)" } ?? "")
    }

    package var description: String { "\(organization) at \(url)" }
}
