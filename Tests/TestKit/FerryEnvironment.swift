import EdgeCore
import EdgeSandbox

extension RunningSandbox {
    /// The environment in which the tool reads from this sandbox.
    package var asSource: [String: String] {
        get throws { try credentials("SOURCE") }
    }

    /// The environment in which the tool writes to this sandbox.
    package var asTarget: [String: String] {
        get throws { try credentials("TARGET") }
    }

    private func credentials(_ side: String) throws -> [String: String] {
        let account = try organization
        return [
            "EDGEFERRY_\(side)_USERNAME": account.username,
            "EDGEFERRY_\(side)_API_KEY": account.apiKey.reveal(),
        ]
    }
}
