import EdgeClient
package import EdgeCore

/// What stops a replay, or lets one of its actions fail.
package enum ReplayError: Explained {
    // Before the first write.
    /// Objects that the target has and that differ, under the policy `fail`.
    case conflicts([String])
    case missingSecrets([MissingSecret])
    /// Names that the archive does not have, or two objects under one name.
    case policyDoesNotFit([String])
    /// Objects that would be made without what they refer to.
    case tornApart([String])
    case appsWithoutDeployments([String])
    case sameOrigin([String])
    /// No origin where the dialect says.
    case noOrigin([String], Dialect.OriginFields)
    case tooLarge([String], limit: Int64)
    /// Names that the target's dialect says it does not take.
    case longNames([String], limit: Int)
    /// A plan lets the target fetch builds, and nothing says from where.
    case noPullSource
    /// An open run of another snapshot, or with another plan.
    case otherRunOpen(snapshot: String, started: String)
    case targetMoved([String])
    case badPlan(reason: String)
    case planOfAnother(what: String)
    // While writing: these stop the run.
    /// Safety rule 2.
    case gate(app: String, planned: [String], found: [String]?)
    /// Safety rule 2 for an app that publishes to every deployment.
    case gateOfAll(app: String, planned: [String], found: [String])
    /// Safety rule 3.
    case canary(object: String, places: [String], dialectKeys: [String])
    /// The announced build does not show among the tasks, or not as an upload that is waited for.
    case unseenUpload(build: String, dialectKeys: [String])
    /// There is no role of the name that the dialect gives to the role of all rights.
    case noAdministrators(whose: String, name: String)
    /// A call that failed for a reason which concerns the whole run.
    case stopped(action: String, cause: any Explained)
    // While writing: these concern one object.
    case action(action: String, cause: any Explained)
    /// It was there when it should be made.
    case existsAlready(object: String)
    /// Claimed by an earlier process, and found with other fields.
    case different(object: String, places: [String])
    case changedMeanwhile(object: String)
    /// A secret was waived after the plan was made with it.
    case waived(object: String, places: [String])
    case gone(object: String)
    case needs(object: String, failed: String)
    case pullSource(build: String, url: String, expected: Int64, actual: Int64?)
    /// As large as the build of the archive, with other bytes; nil when it could not be read to its end.
    case pullDigest(build: String, url: String, expected: Digest, actual: Digest?)
    /// The target does not fetch it, and it is too large to be sent.
    case cannotPull(build: String, reason: String, size: Int64, limit: Int64)
    case taskFailed(build: String, task: String, details: String)
    case appInError(app: String, details: String)
    /// Nobody can tell what became of a build.
    case ambiguous(build: String, reason: String)
    case neverEnds(object: String)
    /// An upload that nobody sends bytes for, and that the target does not let end.
    case cannotExpire(build: String, cause: any Explained)
    /// The report does not add up: a defect.
    case sumDiffers(kind: String, archive: Int, report: Int)
    // Afterwards.
    /// A journal without that run, or without any.
    case noRun(Int?)
    /// A journal without the run, or a run that has not ended.
    case noProof(run: Int?, isOpen: Bool)
    /// What speaks against ending a migration; nothing was sent.
    case commitRefused([String])
}

extension ReplayError {
    /// The status of the target's answer to the call that failed, when it gave one.
    package var answerStatus: Int? {
        switch self {
        case .action(_, let cause), .stopped(_, let cause): (cause as? ClientError)?.answerStatus
        default: nil
        }
    }

    package var what: String {
        switch self {
        case .conflicts(let lines):
            "the target has \(counted(lines.count, "object")) that \(lines.count == 1 ? "differs" : "differ")"
        case .missingSecrets(let missing): "\(counted(missing.count, "secret")) missing"
        case .policyDoesNotFit: "the policy does not fit the archive"
        case .tornApart(let lines):
            "\(counted(lines.count, "reference")) to what is left out and not on the target"
        case .appsWithoutDeployments(let names):
            "\(counted(names.count, "app")) without deployments: \(list(names))"
        case .sameOrigin(let names): "the target would publish where the source publishes: \(list(names))"
        case .noOrigin(let names, _): "cannot tell where these deployments publish: \(list(names))"
        case .tooLarge(let names, let limit):
            "too large for one upload of \(ByteCount(limit)): \(list(names))"
        case .longNames(let names, let limit):
            "\(counted(names.count, "name")) longer than \(limit) characters: \(list(names))"
        case .otherRunOpen(let snapshot, _): "a replay of snapshot \(snapshot) is not finished"
        case .targetMoved(let objects):
            "the target is not what the plan was made for"
                + (objects.isEmpty ? "" : ": \(list(objects))")
        case .badPlan: "cannot read the plan"
        case .planOfAnother(let what): "the plan is for another \(what)"
        case .gate(let app, _, _), .gateOfAll(let app, _, _): "no build was sent to app \(quoted(app))"
        case .canary(let object, _, _): "the target took \(object) other than sent"
        case .unseenUpload(let build, _): "the target does not show that it waits for \(build)"
        case .noAdministrators(let whose, let name): "the \(whose) has no role \(quoted(name))"
        case .cannotExpire(let build, _): "cannot end an upload of \(build) that nobody sends"
        case .stopped(let action, let cause), .action(let action, let cause):
            "cannot \(action): \(cause.what)"
        case .existsAlready(let object): "\(object) exists now"
        case .different(let object, _): "\(object) is on the target, and it differs"
        case .changedMeanwhile(let object): "\(object) was changed on the target since the plan was made"
        case .waived(let object, _): "\(object) was not sent"
        case .gone(let object): "\(object) is no longer on the target"
        case .needs(let object, let failed): "\(object) waits for \(failed)"
        case .pullSource(let build, _, _, _), .pullDigest(let build, _, _, _):
            "the target was not asked to fetch \(build)"
        case .cannotPull(let build, _, _, _): "\(build) does not get to the target"
        case .noPullSource: "nothing serves the builds that the target is to fetch"
        case .taskFailed(let build, let task, _): "the target's \(task) of \(build) failed"
        case .appInError(let app, _): "the target reports an error of \(app)"
        case .ambiguous(let build, _): "cannot tell what became of \(build)"
        case .neverEnds(let object): "the target does not finish its work on \(object)"
        case .sumDiffers(let kind, _, _): "the report does not account for every \(kind)"
        case .commitRefused(let objections):
            "the source is not committed: \(counted(objections.count, "objection"))"
        case .noRun(let run): run.map { "no run \($0) in the journal" } ?? "no run in the journal"
        case .noProof(let run, _): "no proof\(run.map { " of run \($0)" } ?? "")"
        }
    }

    package var why: String? {
        switch self {
        case .conflicts(let lines), .policyDoesNotFit(let lines), .tornApart(let lines):
            lines.joined(separator: "; ")
        case .missingSecrets(let missing):
            missing.map { "\($0.reference): \($0.reason)" }.joined(separator: "; ")
        case .appsWithoutDeployments: "an Edge publishes such an app to every deployment that it has"
        case .sameOrigin: "endpoint, bucket, prefix and organization are the same"
        case .noOrigin(_, let fields): "not both of \(fields.endpoint) and \(fields.bucket) are there"
        case .tooLarge: "the target takes no larger body in one call"
        case .longNames: "limits.longestName in the dialect says that the target takes no longer ones"
        case .planOfAnother(let what): "it was not made for the \(what) that is named here"
        case .existsAlready: "it was not there when the plan was made"
        case .gone: "somebody else removed it since the plan was made"
        case .neverEnds: "its tasks did not change for too long"
        case .otherRunOpen(_, let started):
            "it was begun at \(started) and is finished with its own plan first"
        case .targetMoved: "these objects need other actions now"
        case .badPlan(let reason): reason
        case .gate(_, let planned, let found):
            "planned are \(list(planned)), the target shows \(found.map { list($0) } ?? "no such field")"
        case .gateOfAll(_, let planned, let found):
            "it publishes to all deployments: planned are \(list(planned)), the target holds \(list(found))"
        case .canary(_, let places, _), .different(_, let places): "it differs at \(list(places))"
        case .unseenUpload: "no bytes were sent"
        case .noAdministrators: "every organization has a role of all rights, which is never written"
        case .stopped(_, let cause), .action(_, let cause), .cannotExpire(_, let cause): cause.why
        case .waived(_, let places): "its secret is waived: \(list(places))"
        case .changedMeanwhile: "somebody else writes to the target"
        case .needs(_, let failed): "\(failed) failed"
        case .pullSource(_, let url, let expected, let actual):
            "\(redacted(url: url)) has \(actual.map { "\($0) bytes" } ?? "no known size"), not \(expected)"
        case .pullDigest(_, let url, let expected, let actual):
            "\(redacted(url: url)) has \(actual.map { "the SHA-256 \($0.hex)" } ?? "no bytes to read"), not \(expected.hex)"
        case .cannotPull(_, let reason, let size, let limit):
            "\(reason); and its \(ByteCount(size)) are more than one upload of \(ByteCount(limit))"
        case .noPullSource: "the plan lets the target fetch them by itself"
        case .taskFailed(_, _, let details), .appInError(_, let details): details
        case .ambiguous(_, let reason): reason
        case .sumDiffers(_, let archive, let report): "the archive has \(archive), the report \(report)"
        case .commitRefused(let objections): objections.joined(separator: "; ")
        case .noRun: nil
        case .noProof(_, let isOpen):
            isOpen ? "the run has not ended" : "the journal has no such run, or it was given up"
        }
    }

    package var hint: String? {
        switch self {
        case .conflicts: "Set onConflict to skip or update in the policy, or settle them on the target."
        case .missingSecrets:
            "Give each a source that works in the file of --secrets, or name it under waive."
        case .policyDoesNotFit: "Correct the policy."
        case .tornApart: "Include what they refer to as well, or exclude them too."
        case .appsWithoutDeployments:
            "Register deployments at the source, or set appsWithoutDeployments: all in the policy."
        case .sameOrigin:
            "Give them another bucket or prefix by overlays, or name them under allowSameOrigin."
        case .noOrigin: "Correct origin.endpoint, origin.bucket and origin.prefix in the dialect."
        case .tooLarge: "Give --pull-from, so that the target fetches them."
        case .longNames: "Rename them in the policy, or correct limits.longestName in the dialect."
        case .otherRunOpen(let snapshot, _):
            "Run replay with snapshot \(snapshot) again; afterwards this one."
        case .targetMoved: "Look at them; then run plan again, or give --replan to plan anew for just these."
        case .badPlan: "Write it anew with plan --out."
        case .planOfAnother: "Give the plan that was made for this archive and target, or leave --plan out."
        case .gate:
            "Look at the app on the target, and at apps.deployments in the dialect; then run the same command again."
        case .gateOfAll: "Remove the other deployments, or register deployments with the app at the source."
        case .canary(_, _, let keys):
            "Look at \(list(keys)) in the dialect; correct or delete the object; then run the same command again."
        case .unseenUpload(_, let keys):
            "Look at \(list(keys)) in the dialect; then run the same command again."
        case .noAdministrators: "Correct roles.administrators in the dialect."
        case .stopped(_, let cause), .action(_, let cause), .cannotExpire(_, let cause): cause.hint
        case .existsAlready, .changedMeanwhile: "Make a new plan when nobody else writes to the target."
        case .different: "Settle it on the target, then run the same command again."
        case .waived: "Give the secret a source in the file of --secrets, and take it out of waive."
        case .gone: "Make a new plan."
        case .needs: "Correct what failed, then run the same command again."
        case .pullSource, .pullDigest: "Check --pull-from; it must name the tar of the archive."
        case .cannotPull:
            "See that the target reaches --public-url or --pull-from, then run the same command again."
        case .noPullSource: "Give --serve with --public-url, or --pull-from."
        case .taskFailed:
            "Correct what the target reports, then run the same command again; it has the task tried again when the account may (tasks 16)."
        case .appInError:
            "Correct the deployment's credentials on the target, then run the same command again; it has the failed task tried again when the account may (tasks 16)."
        case .ambiguous:
            "Look at the app and its tasks on the target; end an open upload; then run the same command again."
        case .neverEnds: "Look at it and its tasks on the target, then run the same command again."
        case .sumDiffers: "Please report this."
        case .commitRefused:
            "Settle each of them; what may stay unproved is accepted by name with --accept."
        case .noRun: "Look at edgeferry runs."
        case .noProof(_, let isOpen):
            isOpen
                ? "Run the replay again with the same command; it continues, and proves at its end."
                : "Look at edgeferry runs."
        }
    }

    package var status: ExitStatus {
        switch self {
        case .conflicts, .targetMoved: .cannotCreate
        case .missingSecrets, .policyDoesNotFit, .tornApart, .badPlan, .planOfAnother, .otherRunOpen,
            .noPullSource:
            .settings
        case .appsWithoutDeployments, .sameOrigin, .tooLarge, .longNames: .notAllowed
        case .noOrigin, .gate, .gateOfAll, .canary, .unseenUpload, .noAdministrators: .outsideContract
        case .stopped(_, let cause): cause.status
        case .action, .existsAlready, .different, .changedMeanwhile, .waived, .gone, .needs, .pullSource,
            .pullDigest, .cannotPull, .taskFailed, .appInError, .ambiguous, .neverEnds, .cannotExpire:
            .partial
        case .sumDiffers: .defect
        case .commitRefused: .notAllowed
        case .noRun: .noInput
        case .noProof(_, let isOpen): isOpen ? .tryAgain : .noInput
        }
    }

    private func counted(_ count: Int, _ word: String) -> String {
        "\(count) \(word)\(count == 1 ? "" : "s")"
    }

    /// Names for people: the first twenty.
    private func list(_ names: [String]) -> String {
        let shown = names.prefix(20).joined(separator: ", ")
        if names.isEmpty { return "none" }
        return names.count > 20 ? "\(shown) and \(names.count - 20) more" : shown
    }
}
