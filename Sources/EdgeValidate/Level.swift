import EdgeCore

/// How deep a validation looks; each level includes those before it.
package enum Level: String, Sendable, CaseOrdered {
    /// Nothing missing or unexpected, every small file what its digest says. Reads no builds.
    case structure
    /// Every stored byte against its digest.
    case bytes
    /// The documents and builds mean something, and an Edge would take them.
    case content
}
