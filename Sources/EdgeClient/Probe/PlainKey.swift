extension String {
    /// Says whether a key of an answer is a plain word of a server; any other may be somebody's data.
    var isPlainKey: Bool { utf8.count <= 64 && wholeMatch(of: /[A-Za-z_][A-Za-z0-9_-]*/) != nil }
}
