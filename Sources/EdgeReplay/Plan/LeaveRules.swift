import EdgeCore

/// Which objects of an archive a rule or a word of the policy keeps from a target; planning and comparing read this.
struct LeaveRules: Sendable {
    /// Without a policy only the rules that never bend hold.
    let policy: Policy?
    let dialect: Dialect
    /// The account that the target is called with.
    let account: Document?
    /// What the replay is about; nil is about everything.
    var selection: Selection?

    /// Why an object is left out; nil when it is not.
    func reason(for document: Document) -> String? {
        if let reason = selection?.reason(for: document.id) { return reason }
        switch document.kind {
        case .role where document.name == dialect.roles.administrators:
            return "every organization has its own, and it is never written"
        case .role where heldRoles.contains(document.name):
            return "the calling account holds it"
        case .user where document.name == account?.name:
            return "it is the calling account"
        case .user where isHuman(document) && policy?.users == .list:
            return "human users are not created (policy: users)"
        case .subscription where policy?.subscriptions == .off:
            return "subscriptions are not created (policy: subscriptions)"
        default:
            return nil
        }
    }

    func isHuman(_ user: Document) -> Bool {
        user.kind == .user && !(user.fields[dialect.users.email] ?? .null).isNull
    }

    /// The calling account and the roles that it holds: on the target for our sake, not for the archive's.
    var ownObjects: Set<ObjectID> {
        guard let account else { return [] }
        return Set([account.id] + heldRoles.map { ObjectID(kind: .role, name: $0) })
    }

    private var heldRoles: [String] {
        account.flatMap { DocumentShape(dialect).roles(of: $0.fields) } ?? []
    }
}
