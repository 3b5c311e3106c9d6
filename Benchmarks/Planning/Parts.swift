import EdgeCore
import Foundation

/// The processor time of each part of a process, and the memory that was resident at its end at most.
///
/// Processor time and not the wall's: other processes of the machine do not count.
struct Parts {
    private(set) var figures = JSONObject()
    private var last = 0

    mutating func add(_ name: String, _ figure: Int) { figures[name] = .int(figure) }

    mutating func end(_ part: String) {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        let now = [usage.ru_utime, usage.ru_stime].map { $0.tv_sec * 1000 + $0.tv_usec / 1000 }.reduce(0, +)
        add(part + "Milliseconds", now - last)
        add(part + "PeakMiB", usage.ru_maxrss / 1024)
        last = now
    }
}
