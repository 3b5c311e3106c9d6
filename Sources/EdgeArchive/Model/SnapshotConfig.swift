package import EdgeCore
package import Foundation

/// Why a kind could not be read from the source; it is never equal and never empty.
package struct UnreadKind: Sendable, Hashable {
    /// The HTTP status of the answer.
    package let status: Int?
    package let reason: String
}

/// What one snapshot holds and does not hold: the config blob of its documents manifest.
package struct SnapshotConfig: Sendable {
    package var organization: OrganizationName
    /// Whole seconds of UTC.
    package var created: Date
    /// The address of the source.
    package var source: String
    /// The names and shapes that the documents were read with.
    package var dialect: Dialect
    /// How many documents of each kind were read.
    package var read: [Kind: Int] = [:]
    package var unread: [Kind: UnreadKind] = [:]
    /// Where secrets were left out.
    package var masked: [ObjectID: [JSONPointer]] = [:]
    /// Objects that changed while they were read.
    package var fuzzy: [ObjectID] = []
    package var builds = BuildTotals()
    package var missingBuilds: [MissingBuild] = []
    /// Items that the source holds and no snapshot carries, by the name of their list; nil where it does not show them.
    package var notCarried: [String: Int?] = [:]

    init(organization: OrganizationName, created: Date, source: String, dialect: Dialect) {
        self.organization = organization
        self.created = Timestamp.whole(created)
        self.source = source
        self.dialect = dialect
    }
}

extension SnapshotConfig {
    func json() throws -> JSON {
        [
            "format": .string(ArchiveFormat.version), "requires": [],
            "organization": .string(organization.text), "created": .string(Timestamp.text(created)),
            "source": .string(source),
            "dialect": try JSON(reading: JSONEncoder().encode(dialect)),
            "read": Self.map(read) { ($0.plural, ["count": .int($1)]) },
            "unread": Self.map(unread) {
                ($0.plural, ["status": $1.status.map { .int($0) } ?? .null, "reason": .string($1.reason)])
            },
            "masked": Self.map(masked) { ($0.description, .strings($1.map(\.description))) },
            "fuzzy": .strings(fuzzy.sorted().map(\.description)),
            "builds": builds.json,
            "missingBuilds": .array(missingBuilds.map(\.json)),
            "notCarried": Self.map(notCarried) { ($0, $1.map { .int($0) } ?? .null) },
        ]
    }

    private static func map<Key, Value>(
        _ values: [Key: Value], _ member: (Key, Value) -> (String, JSON)
    ) -> JSON {
        .object(
            JSONObject(
                values.map { key, value in
                    let (key, json) = member(key, value)
                    return (key: key, value: json)
                }))
    }

    init(_ json: JSON, file: String) throws(ArchiveError) {
        let fields = try FieldReader(json, file: file)
        try Ferry.check(
            version: try fields.string("format"), requires: try fields.strings("requires", limit: 100),
            file: file)
        self.init(
            organization: try fields.name("organization"), created: try fields.time("created"),
            source: try fields.string("source"), dialect: try Self.dialect(fields))
        for (key, value) in try fields.map("read").members {
            read[try Self.kind(key, fields)] = try FieldReader(value, file: file)
                .int("count", 0...ArchiveLimits.documentCount)
        }
        for (key, value) in try fields.map("unread").members {
            let entry = try FieldReader(value, file: file)
            unread[try Self.kind(key, fields)] = UnreadKind(
                status: value["status"]?.int, reason: try entry.string("reason"))
        }
        guard Set(read.keys).isDisjoint(with: unread.keys) else {
            throw fields.wrong("unread", "apart from what was read")
        }
        for (key, value) in try fields.map("masked").members {
            let pointers = (value.strings ?? []).compactMap { JSONPointer($0) }
            guard let id = ObjectID(key), pointers.count == value.array?.count else {
                throw fields.wrong("masked", "places of objects")
            }
            masked[id] = pointers
        }
        fuzzy = try fields.strings("fuzzy", limit: ArchiveLimits.documentCount).compactMap { ObjectID($0) }
        builds = try BuildTotals(try fields.fields("builds"))
        for (key, value) in try fields.map("notCarried").members { notCarried[key] = .some(value.int) }
        missingBuilds = try fields.each("missingBuilds", limit: ArchiveLimits.builds) {
            fields throws(ArchiveError) in try MissingBuild(fields)
        }
    }

    private static func kind(_ plural: String, _ fields: FieldReader) throws(ArchiveError) -> Kind {
        guard let kind = Kind(plural: plural) else { throw fields.wrong(plural, "a kind of document") }
        return kind
    }

    /// Reads the dialect over today's default, so that names which a later release adds get their default.
    private static func dialect(_ fields: FieldReader) throws(ArchiveError) -> Dialect {
        let recorded = JSON.object(try fields.map("dialect"))
        do {
            return try JSONDecoder().decode(
                Dialect.self, from: try defaultDialect.get().merging(patch: recorded).data)
        } catch {
            throw fields.wrong("dialect", "a dialect")
        }
    }

    /// Made once: every snapshot of a store is read over it.
    private static let defaultDialect = Result { try JSON(reading: JSONEncoder().encode(Dialect())) }
}
