// Forbidden: reachable through Store, but not declared.
import Store
import Wire

/// A room that reaches through another one.
public struct Journey {}
