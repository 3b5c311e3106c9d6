/// A look at every durable step of a journal, for tests that let a process end at each of them.
///
/// Called before a step is made durable and again after it; what it throws is thrown by the step.
package typealias JournalWatch = @Sendable (_ step: JournalStep) throws -> Void

package struct JournalStep: Sendable, Hashable {
    package enum Moment: Sendable, Hashable {
        /// Nothing is written yet.
        case before
        /// The step is on the disk.
        case after
    }

    /// The name of the step: `begin`, `claim`, `announce`, `key`, `complete`, `fail`, `end`, `takeBack`, `commit`.
    package let name: String
    package let moment: Moment

    package init(name: String, moment: Moment) {
        self.name = name
        self.moment = moment
    }
}
