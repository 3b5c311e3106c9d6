import ArgumentParser
import EdgeCore
import EdgeHTTP
import Foundation

/// The word of a person before a call that changes a target.
struct Consent {
    let method: HTTPMethod
    let path: String
    let dialect: Dialect
    /// `--yes`
    let isGiven: Bool
    /// `--confirm NAME`
    let name: String?

    /// - Throws: `ValidationError` when nobody said yes, or not the right name.
    func ask() throws {
        if let lost {
            let question = "Type the name of the \(lost.what), whose published files will be gone: "
            guard try name ?? Question(question, else: "--confirm \(lost.name)").ask() == lost.name else {
                throw ValidationError("That is not the name: --confirm must be \(quoted(lost.name)).")
            }
            return
        }
        guard !isGiven else { return }
        try Question("\(method.rawValue) \(path)? [y/N] ", else: "--yes").agree()
    }

    /// Deleting a deployment or an organization removes published files: the calls for which a yes is not enough.
    private var lost: (what: String, name: String)? {
        guard method == .delete else { return nil }
        let plain = String(path.prefix { $0 != "?" })
        let decoded = plain.removingPercentEncoding ?? plain
        let places = [
            (dialect.deployment.path, "deployment"), (dialect.admin.organizationsPath, "organization"),
            (dialect.admin.backendOrganizationsPath, "organization"),
        ]
        for (place, what) in places where decoded.lowercased().hasPrefix(place.lowercased() + "/") {
            return (what, String(decoded.dropFirst(place.count + 1)))
        }
        return nil
    }
}
