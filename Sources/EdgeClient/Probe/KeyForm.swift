import EdgeCore

/// What a value looks like from outside: enough to tell which of several keys may be the one that is missed.
enum KeyForm: String, Sendable {
    case text
    case number
    case flag = "true or false"
    case list
    case objects = "a list of objects"
    case object = "an object"
    case anything

    func fits(_ value: JSON) -> Bool {
        switch self {
        case .text: value.string != nil
        case .number: if case .number = value { true } else { false }
        case .flag: value.bool != nil
        case .list: value.array != nil
        case .objects: value.array?.allSatisfy { $0.object != nil } == true
        case .object: value.object != nil
        case .anything: true
        }
    }
}
