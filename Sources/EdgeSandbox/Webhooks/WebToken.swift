import Crypto
import EdgeCore
import Foundation

/// A JWT signed with HMAC-SHA256: what the header `x-rockit-subscriptions` carries.
enum WebToken {
    static func make(_ claims: JSONObject, secret: String) -> String {
        let head: JSON = ["alg": "HS256", "typ": "JWT"]
        let signed = "\(text(head.data)).\(text(JSON.object(claims).data))"
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(signed.utf8), using: SymmetricKey(data: Data(secret.utf8)))
        return "\(signed).\(text(Data(code)))"
    }

    /// Base64 for addresses, without padding.
    private static func text(_ bytes: Data) -> String {
        bytes.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
            "=", with: "")
    }
}
