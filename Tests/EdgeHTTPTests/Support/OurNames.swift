@testable import EdgeHTTP

/// The server of the tests brings types of the same names; here they always mean ours.
typealias HTTPError = EdgeHTTP.HTTPError
typealias HTTPRequest = EdgeHTTP.HTTPRequest
typealias HTTPResponse = EdgeHTTP.HTTPResponse
