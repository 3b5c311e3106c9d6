import GRDB

/// The tables of a journal; each step runs once, in one transaction, and is never edited after a release.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE identity (
                        sourceHost TEXT NOT NULL, sourceOrganization TEXT NOT NULL,
                        targetHost TEXT NOT NULL, targetOrganization TEXT NOT NULL
                    ) STRICT;
                    CREATE TABLE run (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        snapshot TEXT NOT NULL, archive TEXT NOT NULL, targetURL TEXT NOT NULL,
                        plan TEXT NOT NULL, planDigest TEXT NOT NULL,
                        started REAL NOT NULL, ended REAL, outcome TEXT
                    ) STRICT;
                    CREATE UNIQUE INDEX oneOpenRun ON run (outcome IS NULL) WHERE outcome IS NULL;
                    CREATE TABLE record (
                        run INTEGER NOT NULL REFERENCES run (id), action TEXT NOT NULL,
                        state TEXT NOT NULL, before TEXT NOT NULL, announced TEXT NOT NULL,
                        result TEXT NOT NULL, error TEXT, claimed REAL NOT NULL, ended REAL,
                        PRIMARY KEY (run, action)
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE binding (
                        app TEXT NOT NULL, source INTEGER NOT NULL, target INTEGER NOT NULL,
                        sha256 TEXT NOT NULL, run INTEGER NOT NULL REFERENCES run (id),
                        PRIMARY KEY (app, source)
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE canary (
                        operation TEXT NOT NULL, kind TEXT NOT NULL,
                        run INTEGER NOT NULL REFERENCES run (id),
                        PRIMARY KEY (operation, kind)
                    ) STRICT, WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("2") { database in
            try database.execute(
                sql: "ALTER TABLE run ADD COLUMN proof TEXT; ALTER TABLE run ADD COLUMN committed REAL")
        }
        return migrator
    }
}
