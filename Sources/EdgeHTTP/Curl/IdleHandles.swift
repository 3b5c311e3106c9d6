import Synchronization

/// Handles between two requests; each keeps its connection open for the next one.
final class IdleHandles: Sendable {
    /// Addresses instead of pointers, since a handle wanders between threads, one at a time.
    private let addresses = Mutex<[UInt]>([])
    /// More requests than this are rarely in flight; handles beyond it are closed.
    private let limit = 8

    deinit {
        for address in addresses.withLock({ $0 }) { _ = CurlHandle(reviving: address) }
    }

    func take() -> CurlHandle {
        CurlHandle(reviving: addresses.withLock { $0.popLast() })
    }

    func giveBack(_ handle: consuming CurlHandle) {
        let address = handle.abandon()
        let isKept = addresses.withLock { addresses in
            guard addresses.count < limit else { return false }
            addresses.append(address)
            return true
        }
        if !isKept { _ = CurlHandle(reviving: address) }
    }
}
