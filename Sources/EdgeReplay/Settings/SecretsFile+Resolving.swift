import EdgeCore

/// A secret that is not there, and why.
package struct MissingSecret: Sendable, Hashable, CustomStringConvertible {
    package let reference: SecretReference
    package let reason: String

    package var description: String { "\(reference): \(reason)" }
}

extension SecretsFile {
    /// The secrets for some places; waived ones are left out.
    /// - Throws: `ReplayError.missingSecrets` with all that are missing, before anything was written.
    func resolve(_ wanted: some Sequence<SecretReference>, environment: [String: String]) async throws
        -> [SecretReference: Secret]
    {
        var secrets: [SecretReference: Secret] = [:]
        var missing: [MissingSecret] = []
        let variables = Set(sources.values.compactMap(\.variable))
        for place in Set(wanted).sorted() {
            if waived.contains(place) { continue }
            guard let source = sources[place] else {
                missing.append(
                    MissingSecret(reference: place, reason: "the secrets file does not name it"))
                continue
            }
            switch try await source.read(environment, hiding: variables) {
            case .success(let secret): secrets[place] = secret
            case .failure(let unavailable):
                missing.append(MissingSecret(reference: place, reason: unavailable.reason))
            }
        }
        guard missing.isEmpty else { throw ReplayError.missingSecrets(missing) }
        return secrets
    }
}
