package import EdgeCore
import Foundation
import GRDB

/// Which pack may have a chunk: a cache in `work/`, made again from the packs whenever it is missing or strange.
///
/// It is a hint, and never believed alone: the pack's own table decides. So it keeps 8 bytes of a digest only, writes
/// nothing durably before `close()`, and its memory is bounded by SQLite's page cache. Methods throw
/// `ArchiveError.file`, as for a full disk.
final class ChunkIndex: Sendable {
    private let store: Store
    private let database: DatabaseQueue

    private static let cacheKiB = 16 << 10
    /// Values of `user_version`: closed, with all of it on the disk; or open, perhaps in a process that was killed.
    private static let (whole, inUse) = (1, 2)

    /// Opens the index and takes in what came into the store, and out what left it; the caller holds the store's lock.
    init(of store: Store) throws {
        self.store = store
        let path = store.layout.path(Layout.chunkIndex)
        database = try Self.mapped(path) {
            do {
                return try Self.open(path)
            } catch {
                // Whatever is wrong with it, the packs know better.
                for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
                return try Self.open(path)
            }
        }
        try refresh()
    }

    /// Says that nothing of it is half: the next run need not make it again.
    func close() throws {
        try DurableFile.sync(store.layout.path(Layout.chunkIndex))
        try write { try $0.execute(sql: "PRAGMA user_version = \(Self.whole)") }
    }

    private func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try Self.mapped(store.layout.path(Layout.chunkIndex)) { try database.read(body) }
    }

    private func write(_ body: (Database) throws -> Void) throws {
        try Self.mapped(store.layout.path(Layout.chunkIndex)) { try database.write(body) }
    }

    private static func mapped<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            let isFull = error.resultCode == .SQLITE_FULL
            throw ArchiveError.file(path: path, doing: "write", code: isFull ? ENOSPC : EIO)
        }
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
            guard found == 0 || found == whole else { throw DatabaseError(resultCode: .SQLITE_MISMATCH) }
            // `isPack` 0: a blob that was looked at and is none.
            try database.execute(
                sql: """
                    CREATE TABLE IF NOT EXISTS blob(
                        id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, isPack INTEGER NOT NULL);
                    CREATE TABLE IF NOT EXISTS chunk(head INTEGER PRIMARY KEY, pack INTEGER NOT NULL);
                    PRAGMA user_version = \(inUse);
                    """)
        }
        // Before anything else of it can change on the disk.
        try DurableFile.sync(path)
        return queue
    }

    /// The packs that may have these chunks.
    func packs(of chunks: [Digest]) throws -> [Digest: Digest] {
        try read { database in
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
        try write { try Self.add(pack, table, to: $0) }
    }

    private func refresh() throws {
        let names = try store.names(in: Layout.blobs)
        let present = Set(names.compactMap { Digest($0) })
        let known = try read { database in
            Set(try Data.fetchAll(database, sql: "SELECT digest FROM blob").compactMap { Digest(bytes: $0) })
        }
        let gone = known.subtracting(present)
        if !gone.isEmpty {
            try write { database in
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
        try write { [others] database in
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
