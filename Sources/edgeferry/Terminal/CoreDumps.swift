import Foundation
import Glibc

/// Keeps the memory of this process, which holds secrets while it runs, out of core files.
enum CoreDumps {
    static func disable() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        // A collector of core files is not bound by the limit; it gets a file without any memory.
        guard let filter = FileHandle(forWritingAtPath: "/proc/self/coredump_filter") else { return }
        // Where there is no such file there is nothing to filter.
        try? filter.write(contentsOf: Data("0".utf8))
    }
}
