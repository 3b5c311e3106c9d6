import EdgeCore

/// Builds have numbers of their own on each side: they meet by binding, else by digest, else by label and size.
extension OrganizationComparison {
    func compareBuilds() -> [ComparisonReport.Row] {
        let apps = Set(left.builds.keys).union(right.builds.keys).sorted(by: precedes)
        return apps.flatMap { app in
            compare(app, left.builds[app] ?? [], right.builds[app] ?? [])
        }
    }

    private func compare(_ app: String, _ mine: [ComparedBuild], _ theirs: [ComparedBuild])
        -> [ComparisonReport.Row]
    {
        var rest = theirs
        var rows: [ComparisonReport.Row] = []
        for build in mine {
            guard let place = rest.firstIndex(where: { isCounterpart($0, of: build, in: app) }) else {
                let reason = leftReason(ofBuildsOf: app)
                rows.append(row(app, build, reason == nil ? .onlyLeft : .leftOut, reason ?? ""))
                continue
            }
            rows.append(compare(app, build, rest.remove(at: place)))
        }
        rows += rest.map { row(app, $0, .onlyRight, "", isOfLeft: false) }
        return rows
    }

    private func isCounterpart(_ other: ComparedBuild, of build: ComparedBuild, in app: String) -> Bool {
        if let bound = bindings[app]?[build.number] { return other.number == bound }
        if let mine = build.digest, let theirs = other.digest { return mine == theirs }
        let sameSize = build.size == nil || other.size == nil || build.size == other.size
        return build.label == other.label && sameSize
    }

    private func compare(_ app: String, _ build: ComparedBuild, _ other: ComparedBuild)
        -> ComparisonReport.Row
    {
        let place = "build \(other.number) of \(right.name)"
        guard build.isKnown, other.isKnown else {
            return row(app, build, .notCheckable, "nothing but its number is known on one side")
        }
        if let mine = build.size, let theirs = other.size, mine != theirs {
            return row(app, build, .different, "\(theirs) bytes in \(place), \(mine) bytes expected")
        }
        if build.label != other.label {
            return row(
                app, build, .different, "label \(other.label.map { quoted($0) } ?? "missing") in \(place)")
        }
        guard let mine = build.digest, let theirs = other.digest else {
            return row(app, build, .notCheckable, "the bytes of \(place) were not read")
        }
        return mine == theirs
            ? row(app, build, .equal, "") : row(app, build, .different, "other bytes in \(place)")
    }

    private func row(
        _ app: String, _ build: ComparedBuild, _ outcome: ComparisonOutcome, _ detail: String,
        isOfLeft: Bool = true
    ) -> ComparisonReport.Row {
        ComparisonReport.Row(
            kind: "builds", object: "build/\(app)/\(build.number)", outcome: outcome, detail: detail,
            isOfLeft: isOfLeft)
    }
}
