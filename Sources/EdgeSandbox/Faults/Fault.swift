import EdgeCore
import Hummingbird

/// One way in which the sandbox misbehaves.
///
/// It stands around the whole exchange, around the work of a call of the API, or around both; what it does not change
/// it passes on. It pulls its trigger where it can take effect, and does its mischief only when that says so.
protocol Fault: Sendable {
    /// The word that selects it in a fault file.
    static var word: String { get }
    /// Reads what belongs to it; the section is told what is missing or wrong.
    init(_ options: SettingsSection)
    /// What the model shows of it besides its word.
    var details: JSONObject { get }

    /// Stands around everything that happens between a request and its answer.
    func around(_ exchange: Exchange, _ trigger: FaultTrigger, _ next: Exchange.Step) async throws -> Response
    /// Stands around the work of a call, inside its transaction; the caller has been let in.
    func around(_ call: Call, _ scope: FaultScope, _ trigger: FaultTrigger, _ next: (Call) throws -> Answer)
        throws -> Answer
    /// After how many bytes a download that the Edge makes by itself is given up; nil lets it be.
    func givesUp(_ trigger: FaultTrigger) -> Int?
}

/// Whose call a fault stands around, and on what state.
struct FaultScope {
    /// Nil for calls that no account makes: logins and those of administrators.
    let account: Account?
    let ledger: Ledger
}

extension Fault {
    var details: JSONObject { [:] }

    func around(_ exchange: Exchange, _ trigger: FaultTrigger, _ next: Exchange.Step) async throws -> Response
    {
        try await next(exchange)
    }

    func around(_ call: Call, _ scope: FaultScope, _ trigger: FaultTrigger, _ next: (Call) throws -> Answer)
        throws -> Answer
    { try next(call) }

    func givesUp(_ trigger: FaultTrigger) -> Int? { nil }
}

extension FaultPlan {
    /// Every fault that a plan can name.
    static let known: [any Fault.Type] = [
        StatusFault.self, DropFault.self, RefuseFault.self, ExpireFault.self,
        IgnoreFault.self, LoseReplyFault.self, LateFault.self, GiveUpFault.self,
        CutFault.self, AnnounceMoreFault.self, SlowFault.self, StallFault.self,
        ShuffleFault.self, RepeatFault.self, ChangeFault.self, EmptyListFault.self,
        GarbageFault.self, HTMLFault.self, HugeFault.self, ExtraFieldsFault.self,
    ]
}
