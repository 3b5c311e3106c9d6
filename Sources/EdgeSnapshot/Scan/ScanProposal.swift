package import EdgeCore

/// Which tar below the scanned folders is which build, by what evidence, and what is missing.
package struct ScanProposal: Sendable {
    /// How sure a proposal is; only the first two are taken.
    package enum Evidence: String, Sendable, CaseIterable {
        /// The bytes have the SHA-256 that an earlier snapshot recorded of this build.
        case digest = "SHA-256"
        /// One file has the name and the announced size; several, when their bytes are the same.
        case nameAndSize = "name and size"
        /// Several files, or one that several builds claim.
        case ambiguous
        /// The name and the size, but not the bytes of an earlier snapshot.
        case otherBytes = "name and size, but another SHA-256"
        case otherSize = "name, but another size"
        /// A name, where nobody says how large the build is.
        case nameOnly = "name only"
        case sizeOnly = "size only"
        case nothing = "no file"

        package var isCertain: Bool { self == .digest || self == .nameAndSize }
    }

    package struct Entry: Sendable {
        package let build: BuildSources.Key
        package let evidence: Evidence
        /// Sorted; of a certain one the file that is taken.
        package let paths: [String]
        /// The digest that the bytes must have, where one is known.
        let digest: Digest?

        var name: String { "build/\(build.app)/\(build.number)" }

        /// Why a build that is not certain is missing.
        var reason: String {
            paths.isEmpty ? "no tar below the scanned folders fits" : "\(evidence.rawValue): \(files)"
        }

        /// The first few files.
        var files: String {
            let more = paths.count > 3 ? " and \(paths.count - 3) more" : ""
            return paths.prefix(3).map { quoted($0, limit: 1000) }.joined(separator: ", ") + more
        }
    }

    package let folders: [String]
    /// Ascending by app and number.
    package let entries: [Entry]
    package let tars: Int
    package let links: Int
    package let unreadable: [String]

    package var lines: [String] {
        var lines = ["  scan of \(folders.map { quoted($0) }.joined(separator: ", ")): \(tars) tars"]
        if links > 0 { lines[0] += ", \(links) symbolic links not followed" }
        lines += unreadable.map { "    not read \($0)" }
        for entry in entries where !entry.paths.isEmpty {
            let sign = entry.evidence.isCertain ? "←" : "?"
            lines.append("    \(entry.name) \(sign) \(entry.files) (\(entry.evidence.rawValue))")
        }
        return lines
    }

    package var json: JSON {
        [
            "folders": .strings(folders), "tars": .int(tars), "linksNotFollowed": .int(links),
            "unreadable": .strings(unreadable),
            "builds": .array(
                entries.map {
                    [
                        "build": .string($0.name), "evidence": .string($0.evidence.rawValue),
                        "taken": .bool($0.evidence.isCertain), "files": .strings($0.paths),
                    ]
                }),
        ]
    }

    /// A file of build sources to be looked through and corrected: what is not certain is commented out.
    package var yaml: String {
        var lines = [
            "# Which tar is which build, as a scan proposes it. What is not certain is commented out, with its evidence.",
            "# Correct it, then give it to snapshot with --build-sources.", "builds:",
        ]
        var app: AppName?
        for entry in entries {
            if entry.build.app != app { lines.append("  \(entry.build.app):") }
            app = entry.build.app
            let evidence = entry.evidence.rawValue
            for path in entry.paths {
                let sign = entry.evidence.isCertain ? "" : "# "
                lines.append(
                    "    \(sign)\(entry.build.number): \(JSON.string(path).canonical)  # \(evidence)")
            }
            if entry.paths.isEmpty { lines.append("    # \(entry.build.number):  # \(evidence)") }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
