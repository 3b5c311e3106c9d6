import EdgeCore

/// Why a call is refused; each case is one row of the table of wire errors (edge-api 1.4).
enum Refusal: Error, Sendable {
    case missing(String)
    case invalid(String)
    case unauthorized(String)
    case forbidden(String)
    case notFound(String)
    case exists(String)
    case protected(String)
    /// The organization was given up to another Edge: it is read only (A1).
    case exported(String)
    /// A route that exists on a real Edge and is never to be called (A3).
    case notImplemented

    var status: Int {
        switch self {
        case .missing, .invalid: 400
        case .unauthorized: 401
        case .forbidden, .exported: 403
        case .notFound: 404
        case .exists, .protected: 409
        case .notImplemented: 501
        }
    }

    var code: String {
        switch self {
        case .missing: "missing-param"
        case .invalid: "invalid-param"
        case .unauthorized: "unauthorized"
        case .forbidden: "forbidden"
        case .notFound: "not-found"
        case .exists: "item-exists"
        case .protected: "item-protected"
        case .exported: "org-exported"
        case .notImplemented: "not-implemented"
        }
    }

    var message: String {
        switch self {
        case .missing(let name): "missing parameter \(name)"
        case .invalid(let text), .unauthorized(let text), .forbidden(let text), .notFound(let text),
            .exists(let text), .protected(let text):
            text
        case .exported(let name): "the organization \(quoted(name)) was exported and is read only"
        case .notImplemented: "not implemented"
        }
    }
}
