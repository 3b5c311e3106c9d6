/// The neighbour of Store.
public struct Other {}
