// Forbidden: it stands beside, so it is there when this is compiled, but not declared.
import Other
import Wire

/// A room that looks sideways.
public struct Store {}
