import GRDB

extension Journal {
    /// Writes all that the journal knows into a new file; the keys that were handed out once are not copied.
    package func copy(to path: String) throws {
        try read("copy") { database in
            let copy = try DatabaseQueue(path: path)
            try copy.writeWithoutTransaction { try database.backup(to: $0) }
            try copy.close()
        }
    }
}
