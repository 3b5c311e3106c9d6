import Synchronization

/// Counters that workers add to and a progress line reads; adding never waits.
package final class Meter: Sendable {
    private let doneBytes = Atomic<Int64>(0)
    private let totalBytes = Atomic<Int64>(0)
    private let doneObjects = Atomic<Int64>(0)
    private let totalObjects = Atomic<Int64>(0)
    private let requests = Atomic<Int64>(0)
    private let label = Mutex("")

    package init() {}

    /// What is being worked on now, for people.
    package func begin(_ text: String) { label.withLock { $0 = text } }

    package func expect(bytes: Int64 = 0, objects: Int = 0) {
        totalBytes.add(bytes, ordering: .relaxed)
        totalObjects.add(Int64(objects), ordering: .relaxed)
    }

    package func add(bytes: Int64 = 0, objects: Int = 0, requests: Int = 0) {
        if bytes != 0 { doneBytes.add(bytes, ordering: .relaxed) }
        if objects != 0 { doneObjects.add(Int64(objects), ordering: .relaxed) }
        if requests != 0 { self.requests.add(Int64(requests), ordering: .relaxed) }
    }

    /// What the counters say at one moment.
    package struct Reading: Sendable, Hashable {
        package var label = ""
        package var bytes: Int64 = 0
        package var totalBytes: Int64 = 0
        package var objects: Int64 = 0
        package var totalObjects: Int64 = 0
        package var requests: Int64 = 0

        package init() {}
    }

    package var reading: Reading {
        var reading = Reading()
        reading.label = label.withLock { $0 }
        reading.bytes = doneBytes.load(ordering: .relaxed)
        reading.totalBytes = totalBytes.load(ordering: .relaxed)
        reading.objects = doneObjects.load(ordering: .relaxed)
        reading.totalObjects = totalObjects.load(ordering: .relaxed)
        reading.requests = requests.load(ordering: .relaxed)
        return reading
    }
}
