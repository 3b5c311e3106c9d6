import EdgeCore

/// The chunk tables of packs that were looked into last, within a bound of memory.
struct PackTables {
    private static let most = 24 << 20

    private var tables: [Digest: ChunkTable?] = [:]
    /// The one used longest ago comes first.
    private var order: [Digest] = []
    private var bytes = 0

    /// The table of a pack; nil when the pack cannot be read, which is then asked once.
    mutating func table(of pack: Digest, _ load: () -> ChunkTable?) -> ChunkTable? {
        if let known = tables[pack] {
            if order.last != pack, let place = order.firstIndex(of: pack) {
                order.append(order.remove(at: place))
            }
            return known
        }
        let table = load()
        tables[pack] = .some(table)
        order.append(pack)
        bytes += table?.records.count ?? 0
        while bytes > Self.most, order.count > 1 {
            bytes -= (tables.removeValue(forKey: order.removeFirst()) ?? nil)?.records.count ?? 0
        }
        return table
    }
}
