/// The statuses a process of ours ends with; docs/CONTRACT.md is the same table for users.
package enum ExitStatus: Int32, Sendable, CaseIterable {
    /// Done; what a rule left out or nobody can check was printed and counted.
    case done = 0
    /// Done, with findings, differences, skipped conflicts, builds without a source or unread kinds.
    case findings = 1
    /// Some objects failed, the others are done.
    case partial = 2
    case usage = 64
    /// The archive is damaged, or is no archive at all.
    case badArchive = 65
    case noInput = 66
    /// The Edge cannot be reached, TLS was refused, or it answered 5xx to the end.
    case unavailable = 69
    /// A defect of ours: every error that nobody foresaw.
    case defect = 70
    /// Conflicts under the policy `fail`, or an output that cannot be created.
    case cannotCreate = 73
    /// Disk or I/O on this machine.
    case io = 74
    /// Stopped half-way with everything saved; the same command continues.
    case tryAgain = 75
    /// The Edge behaves outside its contract: gate, canary, an answer that is not JSON.
    case outsideContract = 76
    /// 401, 403, unknown organization, same origin, apps refused by the policy.
    case notAllowed = 77
    /// Bad settings, or a missing secret.
    case settings = 78
    case interrupted = 130
    case terminated = 143
}
