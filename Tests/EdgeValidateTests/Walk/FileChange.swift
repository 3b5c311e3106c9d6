import Foundation

/// One way to spoil one file of a store.
enum FileChange: Sendable, Hashable {
    /// One bit of the byte at that place.
    case flip(Int)
    /// Cut to that length.
    case cut(Int)
    case drop
    /// The file twice, one after the other.
    case double
    /// It and another file have each other's bytes.
    case swap(String)

    /// What counts it.
    var word: String {
        switch self {
        case .flip: "byte flipped"
        case .cut: "cut"
        case .drop: "dropped"
        case .double: "doubled"
        case .swap: "swapped"
        }
    }

    /// What becomes of files; nil for one that is gone.
    func changed(_ file: String, _ whole: [String: Data]) -> [String: Data?] {
        let bytes = whole[file] ?? Data()
        switch self {
        case .flip(let place):
            var flipped = bytes
            // Every bit has its turn.
            flipped[place] ^= 1 << UInt8(place % 8)
            return [file: flipped]
        case .cut(let length): return [file: bytes.prefix(length)]
        case .drop: return [file: nil]
        case .double: return [file: bytes + bytes]
        case .swap(let other): return [file: whole[other] ?? Data(), other: bytes]
        }
    }
}
