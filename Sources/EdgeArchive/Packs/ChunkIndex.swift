package import EdgeCore
import Foundation
import GRDB

/// Which pack may have a chunk: a cache in `work/`, made again from the packs whenever it is missing or strange.
///
/// It is a hint, and never believed alone: the pack's own table decides. So it keeps 8 bytes of a digest only, writes
/// nothing durably, and its memory is bounded by SQLite's page cache.
final class ChunkIndex: Sendable {
    private let store: Store
    private let database: DatabaseQueue

    private static let cacheKiB = 16 << 10
    private static let version = 1

    /// Opens the index and takes in what came into the store, and out what left it; the caller holds the store's lock.
    init(of store: Store) throws {
        self.store = store
        let path = store.layout.path(Layout.chunkIndex)
        do {
            database = try Self.open(path)
        } catch {
            // Whatever is wrong with it, the packs know better.
            for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
            database = try Self.open(path)
        }
        try refresh()
    }

    private static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA journal_mode = MEMORY")
            try database.execute(sql: "PRAGMA synchronous = OFF")
            try database.execute(sql: "PRAGMA cache_size = -\(cacheKiB)")
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.write { database in
            let found = try Int.fetchOne(database, sql: "PRAGMA user_version")
            guard found == 0 || found == version else { throw DatabaseError(resultCode: .SQLITE_MISMATCH) }
            // `isPack` 0: a blob that was looked at and is none.
            try database.execute(
                sql: """
                    CREATE TABLE IF NOT EXISTS blob(
                        id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, isPack INTEGER NOT NULL);
                    CREATE TABLE IF NOT EXISTS chunk(head INTEGER PRIMARY KEY, pack INTEGER NOT NULL);
                    PRAGMA user_version = \(version);
                    """)
        }
        return queue
    }

    /// The packs that may have these chunks.
    func packs(of chunks: [Digest]) throws -> [Digest: Digest] {
        try database.read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT digest FROM chunk JOIN blob ON blob.id = chunk.pack WHERE head = ?")
            var packs: [Digest: Digest] = [:]
            for chunk in chunks {
                let found = try Data.fetchOne(statement, arguments: [Self.head(chunk)])
                packs[chunk] = found.flatMap { Digest(bytes: $0) }
            }
            return packs
        }
    }

    /// Takes in a pack of the store.
    func add(_ pack: Digest, _ table: ChunkTable) throws {
        try database.write { try Self.add(pack, table, to: $0) }
    }

    private func refresh() throws {
        let names = try store.names(in: Layout.blobs)
        let present = Set(names.compactMap { Digest($0) })
        let known = try database.read { database in
            Set(try Data.fetchAll(database, sql: "SELECT digest FROM blob").compactMap { Digest(bytes: $0) })
        }
        let gone = known.subtracting(present)
        if !gone.isEmpty {
            try database.write { database in
                for blob in gone {
                    try database.execute(
                        sql: "DELETE FROM blob WHERE digest = ?", arguments: [Data(blob.bytes)])
                }
                try database.execute(sql: "DELETE FROM chunk WHERE pack NOT IN (SELECT id FROM blob)")
            }
        }
        var others: [Digest] = []
        for blob in present.subtracting(known).sorted() {
            if let table = store.chunkTable(of: blob) { try add(blob, table) } else { others.append(blob) }
        }
        // Small blobs are many: a transaction for each would cost more than the look.
        try database.write { [others] database in
            let statement = try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO blob(digest, isPack) VALUES (?, 0)")
            for blob in others { try statement.execute(arguments: [Data(blob.bytes)]) }
        }
    }

    private static func add(_ pack: Digest, _ table: ChunkTable, to database: Database) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO blob(digest, isPack) VALUES (?, 1)", arguments: [Data(pack.bytes)])
        let id = database.lastInsertedRowID
        let statement = try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO chunk(head, pack) VALUES (?, ?)")
        for place in 0..<table.count {
            try statement.execute(arguments: [head(table.digest(place)), id])
        }
    }

    private static func head(_ digest: Digest) -> Int64 {
        digest.bytes.prefix(8).reduce(0) { $0 << 8 | Int64($1) }
    }
}

extension Store {
    /// The chunk table of a pack; nil when the blob is none, or a damaged one.
    func chunkTable(of blob: Digest) -> ChunkTable? {
        // Why it cannot be read is validation's matter; here its chunks are simply not there.
        try? pack(blob).table()
    }

    /// A pack of the store, opened.
    package func pack(_ digest: Digest) throws(ArchiveError) -> Pack {
        try Pack(try files.slice(Layout.blob(digest)), file: layout.blob(digest))
    }
}
