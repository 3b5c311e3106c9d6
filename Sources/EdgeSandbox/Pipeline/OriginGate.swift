import EdgeCore
import Foundation

/// What an origin demands of whoever writes to it: the folder of a bucket may hold a file `.credentials`, a JSON object
/// whose members the origin of a deployment must show as well.
enum OriginGate {
    static let file = ".credentials"

    /// Why the origin lets nobody in with what is given; nil when it does.
    static func objection(of bucket: String, to given: JSONObject) -> String? {
        let path = "\(bucket)/\(file)"
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        // A file that cannot be read demands what nobody has.
        guard let demanded = try? JSON(reading: Data(contentsOf: URL(fileURLWithPath: path))).object else {
            return "\(file) of the origin cannot be read"
        }
        let isKnown = demanded.members.allSatisfy { given[$0.key] == $0.value }
        return isKnown ? nil : "the origin refuses the credentials"
    }
}
