package import EdgeCore

/// A comparison as JSON: what `compare --format json` prints and a proof keeps.
extension ComparisonReport {
    package var json: JSON {
        let counts = Self.kinds.map { kind in
            (
                key: kind,
                value: JSON.object(
                    JSONObject(
                        ComparisonOutcome.allCases.map { (key: $0.word, value: JSON.int(count(kind, $0))) }))
            )
        }
        return [
            "left": .string(left), "right": .string(right), "equal": .bool(isEqual),
            "counts": .object(JSONObject(counts)),
            "objects": .array(
                rows.map {
                    [
                        "object": .string($0.object), "outcome": .string($0.outcome.word),
                        "detail": .string($0.detail), "expected": .bool($0.isOfLeft),
                    ]
                }),
            "uncheckedSecrets": .strings(uncheckedSecrets),
        ]
    }

    /// Reads what `json` gives; nil for anything else.
    init?(_ json: JSON) {
        guard let left = json["left"]?.string, let right = json["right"]?.string,
            let objects = json["objects"]?.array
        else { return nil }
        let rows = objects.compactMap(Row.init)
        guard rows.count == objects.count else { return nil }
        self.init(
            left: left, right: right, rows: rows, uncheckedSecrets: json["uncheckedSecrets"]?.strings ?? [])
    }
}

extension ComparisonReport.Row {
    fileprivate init?(_ json: JSON) {
        guard let object = json["object"]?.string, let detail = json["detail"]?.string,
            let isOfLeft = json["expected"]?.bool,
            let outcome = ComparisonOutcome.allCases.first(where: { $0.word == json["outcome"]?.string })
        else { return nil }
        // A kind that could not be read stands under its own plural.
        let kind = ObjectID(object)?.kind.plural ?? (object.hasPrefix("build/") ? "builds" : object)
        self.init(kind: kind, object: object, outcome: outcome, detail: detail, isOfLeft: isOfLeft)
    }
}

extension ComparisonOutcome {
    /// The word of JSON output.
    package var word: String {
        switch self {
        case .equal: "equal"
        case .mapped: "mapped"
        case .leftOut: "leftOut"
        case .notCheckable: "notCheckable"
        case .different: "different"
        case .onlyLeft: "missing"
        case .onlyRight: "onlyThere"
        case .failed: "failed"
        }
    }
}
