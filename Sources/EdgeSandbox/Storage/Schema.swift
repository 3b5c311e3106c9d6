/// The tables of a sandbox. Documents are kept as canonical JSON text, so nothing of them is lost.
enum Schema {
    static let statements = """
        CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        -- exported: when Commit Export made it read only.
        CREATE TABLE organization (name TEXT PRIMARY KEY, reported TEXT, exported TEXT) WITHOUT ROWID;
        -- use: access, refresh, selection (then of several organizations) or signup; a session ends as a whole.
        CREATE TABLE token (
            token TEXT PRIMARY KEY, use TEXT NOT NULL, organization TEXT NOT NULL, username TEXT NOT NULL,
            session TEXT, expires TEXT) WITHOUT ROWID;
        -- Further keys of accounts, each made by its account.
        CREATE TABLE apiKey (
            id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, organization TEXT NOT NULL,
            username TEXT NOT NULL, created TEXT NOT NULL);
        -- secret: the API key of a machine user, the signing secret of a subscription; handed out once.
        CREATE TABLE object (
            organization TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
            body TEXT NOT NULL, secret TEXT, password TEXT, PRIMARY KEY (organization, kind, name)) WITHOUT ROWID;
        -- One build on its way; stage is the type of its open task, or how it ended.
        CREATE TABLE import (
            id INTEGER PRIMARY KEY AUTOINCREMENT, organization TEXT NOT NULL, app TEXT NOT NULL, label TEXT,
            url TEXT, expectedSize INTEGER, token TEXT UNIQUE, expires TEXT, stage TEXT NOT NULL,
            completed INTEGER, number INTEGER);
        CREATE INDEX importByApp ON import (organization, app, stage);
        -- The tar of a build is the file of its import.
        CREATE TABLE build (
            organization TEXT NOT NULL, app TEXT NOT NULL, number INTEGER NOT NULL, import INTEGER NOT NULL,
            label TEXT, size INTEGER NOT NULL, sha256 TEXT NOT NULL, created TEXT NOT NULL,
            PRIMARY KEY (organization, app, number)) WITHOUT ROWID;
        CREATE TABLE task (
            id INTEGER PRIMARY KEY AUTOINCREMENT, organization TEXT NOT NULL,
            app TEXT NOT NULL, import INTEGER NOT NULL, type TEXT NOT NULL, state TEXT NOT NULL,
            acknowledged INTEGER NOT NULL DEFAULT 0, details TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL);
        CREATE INDEX taskByImport ON task (import, state);
        -- What is published where; the empty deployment is the depot. until: when an evicted build's files go.
        CREATE TABLE publication (
            organization TEXT NOT NULL, deployment TEXT NOT NULL, app TEXT NOT NULL, number INTEGER NOT NULL,
            until TEXT, PRIMARY KEY (organization, deployment, app, number)) WITHOUT ROWID;
        -- Events on their way to subscribers, and what came of them.
        CREATE TABLE delivery (
            id INTEGER PRIMARY KEY AUTOINCREMENT, organization TEXT NOT NULL, subscription TEXT NOT NULL,
            event TEXT NOT NULL, text TEXT NOT NULL, attempts INTEGER NOT NULL, state TEXT NOT NULL,
            status INTEGER, reason TEXT, created TEXT NOT NULL);
        CREATE INDEX deliveryByState ON delivery (state, organization, subscription);
        -- Where an app could not publish: it is in error until it can, or need not.
        CREATE TABLE trouble (
            organization TEXT NOT NULL, app TEXT NOT NULL, deployment TEXT NOT NULL, reason TEXT NOT NULL,
            PRIMARY KEY (organization, app, deployment)) WITHOUT ROWID;
        CREATE TABLE creation (
            organization TEXT NOT NULL, key TEXT NOT NULL, count INTEGER NOT NULL,
            PRIMARY KEY (organization, key)) WITHOUT ROWID;
        CREATE TABLE testTask (
            id INTEGER PRIMARY KEY, message TEXT NOT NULL, maintenance INTEGER NOT NULL, created TEXT NOT NULL);
        CREATE TABLE mail (id INTEGER PRIMARY KEY, organization TEXT NOT NULL, body TEXT NOT NULL);
        CREATE TABLE call (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
        """
}
