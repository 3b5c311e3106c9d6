package import EdgeCore

/// The two organizations that a journal is about; it serves no other pair.
package struct JournalIdentity: Sendable, Hashable, CustomStringConvertible {
    package let sourceHost: String
    package let sourceOrganization: OrganizationName
    package let targetHost: String
    package let targetOrganization: OrganizationName

    package init(
        sourceHost: String, sourceOrganization: OrganizationName, targetHost: String,
        targetOrganization: OrganizationName
    ) {
        self.sourceHost = sourceHost
        self.sourceOrganization = sourceOrganization
        self.targetHost = targetHost
        self.targetOrganization = targetOrganization
    }

    package var description: String {
        "\(sourceOrganization) at \(sourceHost) to \(targetOrganization) at \(targetHost)"
    }
}
