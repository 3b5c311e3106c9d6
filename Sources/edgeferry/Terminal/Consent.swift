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
        if let deployment = deletedDeployment {
            let question = "Type the name of the deployment, whose files will go from the origin: "
            guard try name ?? typed(question, else: "--confirm \(deployment)") == deployment else {
                throw ValidationError("That is not the name: --confirm must be \(quoted(deployment)).")
            }
            return
        }
        guard !isGiven else { return }
        guard
            ["y", "yes"].contains(try typed("\(method.rawValue) \(path)? [y/N] ", else: "--yes").lowercased())
        else {
            throw ValidationError("Nothing was sent.")
        }
    }

    /// Deleting a deployment removes its published files: the one call for which a yes is not enough.
    private var deletedDeployment: String? {
        let prefix = dialect.deployment.path + "/"
        let plain = String(path.prefix { $0 != "?" })
        let decoded = plain.removingPercentEncoding ?? plain
        guard method == .delete, decoded.lowercased().hasPrefix(prefix.lowercased()) else { return nil }
        return String(decoded.dropFirst(prefix.count))
    }

    /// Asks a person; where none is there, says which option is the answer.
    private func typed(_ question: String, else option: String) throws -> String {
        guard isatty(STDIN_FILENO) == 1 else {
            throw ValidationError("Nobody can be asked whether \(method.rawValue) is wanted: give \(option).")
        }
        Console.write(question, to: .standardError)
        return readLine() ?? ""
    }
}
