import Dispatch
import EdgeCore
import Foundation
import Synchronization

/// The digest of a file that grows: a second thread reads behind the writer, from the page cache.
///
/// Hashing in the write callback would cost a third of the rate of a fast download, and a resumed file must be
/// read once anyway.
final class FollowingDigest: Sendable {
    private struct Progress {
        var available: Int64 = 0
        var restarts = 0
        var isEnded = false
    }

    private let file: PartialFile
    private let progress: Mutex<Progress>
    private let signal = DispatchSemaphore(value: 0)
    /// Bytes that are read at once; the writer wakes the reader as rarely.
    private static let step = 1 << 20

    /// `available` bytes are in the file already.
    init(of file: PartialFile, available: Int64) {
        self.file = file
        progress = Mutex(Progress(available: available))
    }

    func advance(to position: Int64) {
        let isWorthWaking = progress.withLock { progress in
            defer { progress.available = position }
            return position / Int64(Self.step) != progress.available / Int64(Self.step)
        }
        if isWorthWaking { signal.signal() }
    }

    /// Starts anew; called before the file is emptied, so that a read in flight is thrown away.
    func restart() {
        progress.withLock { progress in
            progress.available = 0
            progress.restarts += 1
        }
        signal.signal()
    }

    /// No more bytes come.
    func end() {
        progress.withLock { $0.isEnded = true }
        signal.signal()
    }

    /// Follows until the end; runs on a thread of its own.
    func run(_ cancellation: Cancellation) throws -> Digest {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.step, alignment: 64)
        defer { buffer.deallocate() }
        var digest = StreamingDigest()
        var restarts = 0
        while true {
            let now = progress.withLock { $0 }
            if now.restarts != restarts {
                digest = StreamingDigest()
                restarts = now.restarts
            } else if digest.count < now.available {
                let room = Int(min(Int64(buffer.count), now.available - digest.count))
                let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<room])
                let count = try file.read(into: part, at: digest.count)
                digest.update(UnsafeRawBufferPointer(rebasing: part[..<count]))
                if count == 0 { try checkRestart(since: restarts) }
            } else if now.isEnded {
                return digest.finish()
            } else {
                signal.wait()
            }
            try cancellation.check()
        }
    }

    /// Only a restart may shorten the file.
    private func checkRestart(since restarts: Int) throws {
        guard progress.withLock({ $0.restarts }) == restarts else { return }
        throw CoreError.file(path: file.path, doing: "read", code: EIO)
    }
}
