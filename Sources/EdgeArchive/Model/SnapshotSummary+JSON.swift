package import EdgeCore

extension SnapshotSummary {
    /// When it was taken, as `2026-04-22T15:09:02Z`.
    package var createdText: String { Timestamp.text(created) }

    /// The form in which commands print it.
    package var json: JSON {
        [
            "id": .string(id), "organization": .string(organization.text), "created": .string(createdText),
            "source": .string(source),
            "objects": .object(JSONObject(counts.map { (key: $0.key.plural, value: JSON.int($0.value)) })),
            "unread": .strings(unread.map(\.plural)), "fuzzy": .strings(fuzzy.map(\.description)),
            "builds": .int(builds), "buildBytes": .int(bytes),
            "missingBuilds": .int(missingBuilds),
        ]
    }
}
