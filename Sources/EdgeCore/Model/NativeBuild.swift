/// A build's number on one Edge, given in upload order from 1; two Edges never share it.
///
/// The type parameter says whose number it is: mixing both sides is the classic defect of a copier.
package struct BuildNumber<Whose: Sendable>: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let value: Int

    package init(_ value: Int) { self.value = value }

    package var description: String { String(value) }

    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

package enum OfSource: Sendable {}
package enum OfTarget: Sendable {}
package typealias SourceBuild = BuildNumber<OfSource>
package typealias TargetBuild = BuildNumber<OfTarget>

/// What an Edge says of one native build of an app.
package struct NativeBuild: Sendable, Hashable {
    package let number: Int
    package let label: String?
    /// Bytes of the uncompressed tar; nil when the Edge does not say.
    package let size: Int64?

    package init(number: Int, label: String? = nil, size: Int64? = nil) {
        self.number = number
        self.label = label
        self.size = size
    }
}
