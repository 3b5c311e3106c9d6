/// The room below all others.
public struct Wire {}
