/// A value that a test relies on is not there.
package struct MissingValue: Error, CustomStringConvertible {
    package let what: String

    package init(what: String) { self.what = what }

    package var description: String { what }
}

extension Optional {
    /// The value, or an error that says what is missing.
    package func orThrow(_ what: String) throws(MissingValue) -> Wrapped {
        guard let self else { throw MissingValue(what: what) }
        return self
    }
}
