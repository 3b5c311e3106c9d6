/// Random hexadecimal digits for keys, tokens and upload addresses.
func randomText(digits: Int = 40) -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<digits).map { _ in String(UInt8.random(in: 0..<16, using: &generator), radix: 16) }.joined()
}
