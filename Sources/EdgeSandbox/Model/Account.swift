import EdgeCore

/// Who makes a call, and what the union of the account's roles allows.
struct Account: Sendable {
    let organization: String
    let username: String
    /// Bits by resource id.
    let rights: [String: Int]

    /// - Throws: `Refusal.forbidden` without the bit.
    func demand(_ permission: Permission) throws(Refusal) {
        guard (rights[permission.resource] ?? 0) & permission.bit.rawValue != 0 else {
            throw .forbidden("\(quoted(username)) has no right to \(permission.bit) \(permission.resource)")
        }
    }
}
