import Foundation

/// The operating system's own words for an `errno`.
package func systemMessage(_ code: Int32) -> String {
    String(cString: strerror(code))
}

/// Text from outside in quotation marks, its control characters made visible and its length bounded.
package func quoted(_ text: String, limit: Int = 200) -> String {
    var shown = ""
    for scalar in text.unicodeScalars.prefix(limit) {
        let isControl = scalar.properties.generalCategory == .control
        shown += isControl ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
    return text.unicodeScalars.count > limit ? "\"\(shown)…\"" : "\"\(shown)\""
}

/// What helps against a failed file call.
package func fileHint(_ code: Int32) -> String {
    switch code {
    case ENOSPC, EDQUOT: "Free some space, then run the same command again; it continues."
    case ENOENT, ENOTDIR: "Check the path."
    case EACCES, EPERM, EROFS: "Check the permissions of the file and of its folder."
    default: "Check the path and the disk, then run the same command again."
    }
}

/// The exit status of a failed file call: a missing input, an output that cannot be made, or plain I/O.
package func fileStatus(doing: String, code: Int32) -> ExitStatus {
    switch (doing, code) {
    case ("create", ENOSPC), ("create", EDQUOT), ("create", EIO): .io
    case ("create", _): .cannotCreate
    case (_, ENOENT), (_, ENOTDIR): .noInput
    default: .io
    }
}
