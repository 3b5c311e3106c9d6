package import EdgeCore
package import EdgeHTTP

/// What an Edge refuses, or does outside its contract; always with the side it happened on.
package enum ClientError: Explained {
    case badAddress(side: Side, url: String)
    /// No usable answer at all.
    case transport(side: Side, HTTPError)
    /// An answer that is not JSON is not the Edge: mistyped paths answer 200 with HTML.
    case notJSON(side: Side, method: HTTPMethod, path: String, contentType: String, dialectKey: String?)
    /// An answer that says it is JSON and cannot be read.
    case brokenJSON(side: Side, method: HTTPMethod, path: String, reason: String)
    /// JSON without the value that the dialect says is there.
    case unexpectedShape(side: Side, path: String, missing: String, dialectKey: String)
    /// The Edge said no; `error` and `message` are its own words. The keys are those that the call stands on, when it may
    /// not have been understood.
    case refused(
        side: Side, method: HTTPMethod, path: String, status: Int, error: String, message: String,
        dialectKeys: [String] = [])
    /// More bytes than an Edge takes in one upload.
    case uploadTooLarge(size: Int64)
    /// The account logged in, and is not in the organization.
    case notMember(side: Side, organization: String)
    /// More objects of a kind than anybody can have: paging that does not end.
    case endlessList(side: Side, path: String, limit: Int)
    /// Full pages that hold the same objects again and again: others may lie behind them.
    case stuckList(side: Side, path: String, pageSize: Int)

    /// The status of the Edge's answer, when it gave one.
    package var answerStatus: Int? {
        if case .refused(_, _, _, let status, _, _, _) = self { status } else { nil }
    }

    /// True when a writing call may have been carried out although it failed here.
    package var leavesDoubt: Bool {
        switch self {
        case .transport(_, let error): error.mayHaveArrived
        case .refused(_, _, _, let status, _, _, _): status >= 500 && status != 507
        case .notJSON, .brokenJSON, .unexpectedShape: true
        case .badAddress, .endlessList, .stuckList, .notMember, .uploadTooLarge: false
        }
    }

    package var what: String {
        switch self {
        case .badAddress(let side, let url):
            "\(quoted(redacted(url: url))) is no address of a \(side.rawValue) Edge"
        case .transport(_, let error): error.what
        case .notJSON(let side, let method, let path, _, _), .brokenJSON(let side, let method, let path, _):
            "the \(side.rawValue) did not answer \(method.rawValue) \(path) as an Edge does"
        case .unexpectedShape(let side, let path, let missing, _):
            "the answer of the \(side.rawValue) to \(path) has no \(quoted(missing))"
        case .refused(let side, let method, let path, let status, _, _, _):
            "the \(side.rawValue) refused \(method.rawValue) \(path) with \(status)"
        case .uploadTooLarge(let size): "the target refused an upload of \(ByteCount(size))"
        case .notMember(let side, let organization):
            "the account is not in the organization \(organization) of the \(side.rawValue)"
        case .stuckList(let side, let path, _): "the list \(path) of the \(side.rawValue) does not go on"
        case .endlessList(let side, let path, _): "the list \(path) of the \(side.rawValue) does not end"
        }
    }

    package var why: String? {
        switch self {
        case .badAddress: "it must be http:// or https:// and a host, without user, query and fragment"
        case .transport(_, let error): error.why
        case .notJSON(_, _, _, let contentType, _):
            "the content type is \(quoted(contentType.isEmpty ? "missing" : contentType)), not application/json"
        case .brokenJSON(_, _, _, let reason): "it is called JSON and cannot be read: \(reason)"
        case .stuckList(_, _, let size):
            "page after page holds the same \(size) objects, and there may be others"
        case .unexpectedShape(_, _, _, let key): "the dialect expects it under \(key)"
        case .refused(_, _, _, _, let error, let message, _):
            error.isEmpty && message.isEmpty
                ? "the answer says nothing more"
                : "\(error.isEmpty ? "" : quoted(error) + ": ")\(message.isEmpty ? "no message" : quoted(message))"
        case .uploadTooLarge: "it is more than this Edge takes in one call"
        case .notMember: "the login succeeded, and the list of the account's organizations does not have it"
        case .endlessList(_, _, let limit): "more than \(limit) objects came"
        }
    }

    package var hint: String? {
        switch self {
        case .badAddress(let side, _):
            "Give --\(side.rawValue) the base URL, such as https://edge.example.com."
        case .transport(_, let error): error.hint
        case .notJSON(let side, _, _, _, let key):
            "Check --\(side.rawValue): it is the base URL of the Edge, without a path."
                + (key.map { " Or correct \($0) in the dialect." } ?? "")
        case .brokenJSON(let side, _, _, _):
            "Run the same command again; if it stays, ask the operator of the \(side.rawValue)."
        case .stuckList: "If these are all, set limits.pageSize in the dialect to another number."
        case .unexpectedShape(_, _, _, let key): "Correct \(key) in the dialect."
        case .refused(let side, _, let path, let status, _, _, let keys):
            refusedHint(side, path, status)
                + (keys.isEmpty ? "" : " Or correct the dialect: \(keys.joined(separator: ", ")).")
        case .uploadTooLarge:
            "Set limits.largestPut in the dialect, and give --pull-from, so that the target fetches such builds."
        case .notMember(let side, _):
            "Check --\(side.rawValue)-org, or have the account added to the organization."
        case .endlessList: "Report this to the operator of the Edge."
        }
    }

    package var status: ExitStatus {
        switch self {
        case .badAddress: .usage
        case .transport(_, let error): error.status
        case .notMember, .uploadTooLarge: .notAllowed
        case .notJSON, .brokenJSON, .unexpectedShape, .endlessList, .stuckList: .outsideContract
        case .refused(_, _, _, let status, _, _, _):
            switch status {
            case 401, 403: .notAllowed
            case 429, 507: .tryAgain
            case 500...: .unavailable
            default: .outsideContract
            }
        }
    }

    private func refusedHint(_ side: Side, _ path: String, _ status: Int) -> String {
        let account = "EDGEFERRY_\(side.rawValue.uppercased())"
        switch status {
        case 401: return "Check \(account)_USERNAME, \(account)_API_KEY and the name of the organization."
        case 403: return "Give a role of the account the right for \(path)."
        case 404: return "Check --\(side.rawValue): it is the base URL of the Edge, without a path."
        case 429: return "Run the same command again with a lower --max-requests-per-second."
        case 507: return "Free space on the \(side.rawValue), then run the same command again; it continues."
        case 500...: return "Run the same command again later; it continues."
        default: return "Compare the call with docs/EDGE-CONTRACT.md."
        }
    }
}
