/// An error that can say what failed, why, and what to do next.
package protocol Explained: Error {
    /// What failed, as one lowercase sentence without a full stop.
    var what: String { get }
    /// The reason, when there is one to add.
    var why: String? { get }
    /// What the reader should do now, as a full sentence.
    var hint: String? { get }
    /// The exit status this failure ends the process with.
    var status: ExitStatus { get }
}
