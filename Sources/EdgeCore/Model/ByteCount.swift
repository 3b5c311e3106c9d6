/// An amount of bytes, shown with decimal units as disks and networks are sold: 1 MB is 10^6 bytes.
package struct ByteCount: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let bytes: Int64

    package init(_ bytes: some BinaryInteger) { self.bytes = Int64(clamping: bytes) }

    package var description: String {
        var value = Double(bytes)
        for unit in ["B", "kB", "MB", "GB"] {
            if abs(value) < 999.95 || (unit == "B" && abs(value) < 1000) {
                return unit == "B" ? "\(bytes) B" : "\(Self.tenths(value)) \(unit)"
            }
            value /= 1000
        }
        return "\(Self.tenths(value)) TB"
    }

    package static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }

    private static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
