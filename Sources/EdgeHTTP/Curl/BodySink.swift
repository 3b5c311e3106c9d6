/// Where the body of an answer goes; used on the thread of the transfer.
protocol BodySink: AnyObject {
    /// The head is complete; the first bytes follow, if there are any.
    func begin(_ head: ResponseHead) throws
    /// Takes all of the bytes; false ends the transfer without an error.
    func take(_ bytes: UnsafeRawBufferPointer) throws -> Bool
}
