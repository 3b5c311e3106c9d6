import EdgeCore

/// What subscribers are told about one task (edge-api 4.11).
struct WebhookEvent: Sendable {
    /// What happened, in the words of the documentation.
    enum Moment: String, Sendable, CaseIterable {
        case submit
        /// Of `deploy`: the files are at an origin.
        case begin
        case end
        case error
    }

    /// The types of tasks that subscribers hear of.
    static let types: Set<Stage> = [.dltar, .mkraw, .deploy]

    let type: Stage
    let moment: Moment
    let organization: String
    let app: String
    var build: String?
    var image: String?
    var exception: JSONObject?
    var deployment: String?

    /// The body of a webhook call, as the page "Webhook Request Body" begins.
    var json: JSON {
        var body: JSONObject = [
            "type": .string(type.rawValue), "event": .string(moment.rawValue),
            "orgName": .string(organization), "appName": .string(app),
        ]
        body["buildName"] = build.map(JSON.string)
        body["dxfName"] = image.map(JSON.string)
        body["exception"] = exception.map(JSON.object)
        body["deployment"] = deployment.map { ["name": .string($0)] }
        return .object(body)
    }

    /// The same for people, as a chat shows it.
    var text: String {
        let place = deployment.map { " at \($0)" } ?? ""
        let build = build.map { " \($0)" } ?? ""
        let reason = exception.map { ": \(JSON.object($0).canonical)" } ?? ""
        return "\(organization)/\(app)\(build): \(type.rawValue) \(moment.rawValue)\(place)\(reason)"
    }

    /// What a failed task says of its cause, under the documented name of its kind.
    static func exception(of stage: Stage, _ details: JSONObject) -> JSONObject {
        switch stage {
        case .dltar: ["httpDownloadFailed": .object(details)]
        case .mkraw: details["fileReadFailed"].map { ["fileReadFailed": $0] } ?? ["error": .object(details)]
        default: ["error": details["exception"] ?? .object(details)]
        }
    }
}
