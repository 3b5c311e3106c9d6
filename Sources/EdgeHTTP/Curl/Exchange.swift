import CCurl
import EdgeCore

/// What the callbacks of one transfer work on; it lives and dies on the thread of the transfer.
final class Exchange {
    private let sink: any BodySink
    private let source: UploadBody?
    private let cancellation: Cancellation
    private var idle: IdleWatch?
    private let url: String
    private(set) var head = ResponseHead()
    /// Why a callback ended the transfer; comes before whatever libcurl makes of that.
    private var failure: (any Error)?
    /// The sink has all it wants.
    private var isEnough = false

    /// `idle` gives up a transfer that moves no byte; nil where the request has a time-out as a whole.
    init(
        url: String, sink: any BodySink, source: UploadBody? = nil, idle: IdleWatch? = nil,
        cancellation: Cancellation
    ) {
        self.url = url
        self.sink = sink
        self.source = source
        self.idle = idle
        self.cancellation = cancellation
    }

    /// Performs the call on a handle that was set up for it.
    func run(_ call: Call, on handle: borrowing CurlHandle) throws {
        let context = Unmanaged.passUnretained(self).toOpaque()
        try withExtendedLifetime(self) {
            do {
                try connect(handle, context)
                try handle.perform()
            } catch let curl as CurlFailure {
                if let failure { throw failure }
                // A server that refuses an upload may close before it took all: its answer counts.
                let isAnswered = source != nil && head.isComplete && head.status >= 300
                guard isEnough || isAnswered else { throw curl.error(call.method, call.shownURL) }
            }
        }
    }

    private func connect(_ handle: borrowing CurlHandle, _ context: UnsafeMutableRawPointer)
        throws(CurlFailure)
    {
        try handle.set(CURLOPT_HEADERDATA, context: context)
        try handle.set(CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            Exchange.of(context).takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        try handle.set(CURLOPT_WRITEDATA, context: context)
        try handle.set(CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            Exchange.of(context).takeBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        try handle.set(CURLOPT_NOPROGRESS, 0)
        try handle.set(CURLOPT_XFERINFODATA, context: context)
        try handle.set(progress: { context, _, received, _, sent in
            Exchange.of(context).mayGoOn(moved: Int64(received) + Int64(sent)) ? 0 : 1
        })
        if source != nil {
            try handle.set(CURLOPT_READDATA, context: context)
            try handle.set(CURLOPT_READFUNCTION) { bytes, size, count, context in
                Exchange.of(context).give(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
            }
        }
    }

    /// The context is the exchange of `run`, which outlives the call.
    private static func of(_ context: UnsafeMutableRawPointer?) -> Exchange {
        guard let context else { preconditionFailure("a callback without its context") }
        return Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    }

    /// A count other than the one given ends the transfer.
    private func takeHeader(_ line: UnsafeRawBufferPointer) -> Int {
        guarded {
            let wasComplete = head.isComplete
            guard head.take(line) else {
                throw HTTPError.bodyTooLarge(url: url, limit: ResponseHead.limit)
            }
            if head.isComplete, !wasComplete { try sink.begin(head) }
            return line.count
        } ?? -1
    }

    private func takeBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        guarded {
            guard try sink.take(bytes) else {
                isEnough = true
                return -1
            }
            return bytes.count
        } ?? -1
    }

    private func give(_ room: UnsafeMutableRawBufferPointer) -> Int {
        guarded { try source?.read(into: room) } ?? Int(CURL_READFUNC_ABORT)
    }

    /// libcurl asks about once a second on a silent connection, and much more often on a busy one.
    private func mayGoOn(moved bytes: Int64) -> Bool {
        guarded {
            try cancellation.check()
            try idle?.look(moved: bytes, isWaitingForAnswer: source?.isAtEnd ?? false)
            return true
        } ?? false
    }

    private func guarded<Result>(_ body: () throws -> Result?) -> Result? {
        do {
            return try body()
        } catch {
            failure = failure ?? error
            return nil
        }
    }
}
