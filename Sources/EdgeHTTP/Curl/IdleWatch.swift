/// Notices that a transfer moves no byte.
struct IdleWatch {
    private let url: String
    private let limit: Duration
    private let answerLimit: Duration
    private var moved: Int64 = 0
    private var since = ContinuousClock.now

    /// `answerLimit` is how long a server may think once it has the whole of an upload.
    init(url: String, limit: Duration, answerLimit: Duration) {
        self.url = url
        self.limit = limit
        self.answerLimit = answerLimit
    }

    mutating func look(moved bytes: Int64, isWaitingForAnswer: Bool) throws {
        let now = ContinuousClock.now
        if bytes != moved {
            moved = bytes
            since = now
        }
        let limit = isWaitingForAnswer ? max(self.limit, answerLimit) : self.limit
        guard now - since < limit else { throw HTTPError.stalled(url: url, afterBytes: moved) }
    }
}
