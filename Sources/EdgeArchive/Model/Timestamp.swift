package import Foundation

/// Times of an archive: whole seconds of UTC.
package enum Timestamp {
    /// The form in documents: `2026-11-25T08:37:00Z`.
    package static func text(_ time: Date) -> String { format("%Y-%m-%dT%H:%M:%SZ", time) }

    /// The form in file names: `20261125T083700Z`.
    package static func compact(_ time: Date) -> String { format("%Y%m%dT%H%M%SZ", time) }

    /// The week of ISO 8601: `2026-W48`.
    package static func week(_ time: Date) -> String { format("%G-W%V", time) }

    /// Reads the long form; nil for every other spelling of a time.
    package static func read(_ text: String) -> Date? {
        let pattern = /([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z/
        guard let match = text.wholeMatch(of: pattern) else { return nil }
        let (_, year, month, day, hour, minute, second) = match.output
        var parts = tm()
        parts.tm_year = (Int32(year) ?? 0) - 1900
        parts.tm_mon = (Int32(month) ?? 0) - 1
        parts.tm_mday = Int32(day) ?? 0
        parts.tm_hour = Int32(hour) ?? 0
        parts.tm_min = Int32(minute) ?? 0
        parts.tm_sec = Int32(second) ?? 0
        let time = Date(timeIntervalSince1970: TimeInterval(timegm(&parts)))
        return self.text(time) == text ? time : nil
    }

    /// Reads the form in file names.
    package static func read(compact text: some StringProtocol) -> Date? {
        let pattern = /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/
        guard let match = String(text).wholeMatch(of: pattern) else { return nil }
        let (_, year, month, day, hour, minute, second) = match.output
        return read("\(year)-\(month)-\(day)T\(hour):\(minute):\(second)Z")
    }

    /// The time without fractions of a second.
    package static func whole(_ time: Date) -> Date {
        Date(timeIntervalSince1970: time.timeIntervalSince1970.rounded(.down))
    }

    private static func format(_ pattern: String, _ time: Date) -> String {
        var seconds = time_t(time.timeIntervalSince1970.rounded(.down))
        var parts = tm()
        gmtime_r(&seconds, &parts)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            guard let start = buffer.baseAddress else { return "" }
            return strftime(start, 64, pattern, &parts) > 0 ? String(cString: start) : ""
        }
    }
}
