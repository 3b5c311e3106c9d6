import EdgeCore

/// What a progress line says: a pure function of the meter's readings over time.
struct ProgressLine: Sendable {
    /// Readings of the last ten seconds, at least two, oldest first; the rate is taken over them.
    private var window: [(seconds: Double, bytes: Int64)] = []

    /// The line for this moment, cut to the width; nil when there is nothing to show yet.
    mutating func text(_ reading: Meter.Reading, at seconds: Double, width: Int) -> String? {
        window.append((seconds, reading.bytes))
        while window.count > 2, window[0].seconds < seconds - 10 { window.removeFirst() }
        var parts: [String] = []
        if reading.totalObjects > 0 { parts.append("\(reading.objects)/\(reading.totalObjects)") }
        if reading.totalBytes > 0 {
            parts.append("\(ByteCount(reading.bytes)) of \(ByteCount(reading.totalBytes))")
        } else if reading.bytes > 0 {
            parts.append("\(ByteCount(reading.bytes))")
        }
        if let rate, reading.bytes > 0 {
            parts.append("\(ByteCount(Int64(rate)))/s")
            if rate > 0, reading.totalBytes > reading.bytes {
                parts.append(Self.duration(Double(reading.totalBytes - reading.bytes) / rate) + " left")
            }
        }
        if reading.requests > 0 { parts.append("\(reading.requests) requests") }
        if !reading.label.isEmpty { parts.append(reading.label) }
        guard !parts.isEmpty else { return nil }
        return String(parts.joined(separator: "  ").prefix(max(20, width)))
    }

    private var rate: Double? {
        guard let first = window.first, let last = window.last, last.seconds - first.seconds >= 0.2 else {
            return nil
        }
        return Double(last.bytes - first.bytes) / (last.seconds - first.seconds)
    }

    /// Hours, minutes and seconds; never more precise than a person needs.
    static func duration(_ seconds: Double) -> String {
        let whole = Int(min(seconds.rounded(), 359_999))
        switch whole {
        case ..<60: return "\(whole)s"
        case ..<3600: return "\(whole / 60)m\(whole % 60 < 10 ? "0" : "")\(whole % 60)s"
        default: return "\(whole / 3600)h\(whole / 60 % 60 < 10 ? "0" : "")\(whole / 60 % 60)m"
        }
    }
}
