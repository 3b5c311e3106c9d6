import EdgeCore

// These fall on lists: on GET of a collection.

/// `shuffle`: puts the whole list into another order for each page, so that pages lose objects and repeat others.
struct ShuffleFault: Fault {
    static let word = "shuffle"

    init(_ options: SettingsSection) {}

    func around(
        _ call: Call, _ scope: FaultScope, _ trigger: FaultTrigger, _ next: (Call) throws -> Answer
    ) throws -> Answer {
        var answer = try next(call)
        guard call.isList, answer.list != nil, trigger.pull() else { return answer }
        var items = try Self.all(call) { try next($0) }
        var generator = ShuffleGenerator(state: UInt64(trigger.fired))
        items.shuffle(using: &generator)
        let page = try Page(call.query)
        answer.list = .array(Array(items.dropFirst(page.offset).prefix(page.limit)))
        return answer
    }

    private static func all(_ call: Call, _ next: (Call) throws -> Answer) throws -> [JSON] {
        var items: [JSON] = []
        while true {
            let page = try next(call.asking(offset: items.count, limit: Page.largest)).list?.array ?? []
            items += page
            if page.count < Page.largest { return items }
        }
    }
}

/// The same order each time that a test runs.
private struct ShuffleGenerator: RandomNumberGenerator {
    var state: UInt64

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// `repeat`: gives the page before the one that was asked for.
struct RepeatFault: Fault {
    static let word = "repeat"

    init(_ options: SettingsSection) {}

    func around(
        _ call: Call, _ scope: FaultScope, _ trigger: FaultTrigger, _ next: (Call) throws -> Answer
    ) throws -> Answer {
        let page = try Page(call.query)
        guard call.isList, page.offset > 0, trigger.pull() else { return try next(call) }
        let before = call.asking(offset: max(0, page.offset - page.limit), limit: page.limit)
        return try next(before)
    }
}

/// `change`: changes a field of the first object of a list when another page of it is asked for.
struct ChangeFault: Fault {
    static let word = "change"

    private let field: String

    init(_ options: SettingsSection) { field = options.string("field") ?? "label" }

    var details: JSONObject { ["field": .string(field)] }

    func around(
        _ call: Call, _ scope: FaultScope, _ trigger: FaultTrigger, _ next: (Call) throws -> Answer
    ) throws -> Answer {
        if call.isList, try Page(call.query).offset > 0, let kind = call.kind(in: scope.ledger.dialect),
            let organization = scope.account?.organization,
            let first = try scope.ledger.documents(kind, in: organization).first, trigger.pull()
        {
            var fields = first.fields
            fields[field] = .string("changed \(trigger.fired)")
            try scope.ledger.replace(kind, first.name, with: fields, in: organization)
        }
        return try next(call)
    }
}

/// `emptyList`: gives a list without its objects.
struct EmptyListFault: Fault {
    static let word = "emptyList"

    init(_ options: SettingsSection) {}

    func around(
        _ call: Call, _ scope: FaultScope, _ trigger: FaultTrigger, _ next: (Call) throws -> Answer
    ) throws -> Answer {
        var answer = try next(call)
        if call.isList, answer.list?.array?.isEmpty == false, trigger.pull() { answer.list = [] }
        return answer
    }
}

extension Call {
    fileprivate var isList: Bool { method == "GET" && item == nil }

    fileprivate func asking(offset: Int, limit: Int) -> Call {
        var call = self
        call.query["offset"] = String(offset)
        call.query["limit"] = String(limit)
        return call
    }
}

extension Answer {
    /// The list of an answer: the answer itself, or its only member that is a list.
    fileprivate var list: JSON? {
        get { body.array == nil ? body.object?.members.first { $0.value.array != nil }?.value : body }
        set {
            guard let newValue else { return }
            guard var object = body.object,
                let key = object.members.first(where: { $0.value.array != nil })?.key
            else { return body = newValue }
            object[key] = newValue
            body = .object(object)
        }
    }
}
