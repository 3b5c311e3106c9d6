import EdgeClient
import EdgeCore
import EdgeJournal
import Foundation

/// Objects are settled by name: absent → do it, equal → it is done, different → somebody has to look.
extension Executor {
    private enum Look {
        case absent
        case equal
        case different([Difference])
    }

    func create(_ action: Action) async throws {
        guard case .document(let id) = action.object, let body = action.body else { return }
        var isInDoubt = records[action.id]?.state == .claimed
        // An earlier process made it, and the canary stopped that one: nobody else's object is changed here.
        let isOurs = isInDoubt && records[action.id]?.announced["made"] == true
        var lost: ClientError?
        for attempt in 0..<settings.patience.tries {
            if isInDoubt {
                if attempt > 0 { try await pause(attempt) }
                switch try await look(id, body, action) {
                case .absent: break
                case .equal:
                    let note = try await recoverSecret(action, id, body)
                    return try await complete(
                        action, result: note.map { ["attention": .string($0)] } ?? .null, wasReadBack: true)
                case .different(let differences):
                    guard isOurs else { throw await different(action, id, differences) }
                    return try await mend(action, id, body, differences)
                }
            }
            try await journal.claim(action.id, of: run, before: .null)
            do {
                let answer = try await target.create(id.kind, body: try filled(body, action))
                let note = try await keepSecret(in: answer, id, body)
                return try await finish(action, id, body, note: note)
            } catch let error as ClientError {
                lost = error
                // After a lost reply the refusal of a second object of that name says that the first one came through.
                if mustLook(after: error) || (isInDoubt && error.answerStatus == 409) {
                    isInDoubt = true
                } else if error.answerStatus == 409 {
                    throw ActionFailure(
                        cause: ReplayError.existsAlready(object: id.description), isCertain: true)
                } else {
                    throw judged(error, action)
                }
            }
        }
        throw ReplayError.stopped(
            action: action.id, cause: lost ?? .endlessList(side: .target, path: action.id, limit: 0))
    }

    func update(_ action: Action) async throws {
        guard case .document(let id) = action.object, let body = action.body else { return }
        let record = records[action.id]
        var claimed = record?.state == .claimed ? Digest(record?.before["digest"]?.string ?? "") : nil
        var lost: ClientError?
        for attempt in 0..<settings.patience.tries {
            if attempt > 0 { try await pause(attempt) }
            guard let current = try await find(id, action) else {
                throw ActionFailure(cause: ReplayError.gone(object: id.description), isCertain: true)
            }
            let digest = fingerprint.of(current)
            let isEqual = differences(id, body, current).isEmpty
            // What this process has not claimed must be as planned; what was claimed, as it was then or as wanted.
            let expected = claimed ?? action.precondition.unchanged ?? digest
            guard isEqual || digest == expected else {
                throw ActionFailure(
                    cause: ReplayError.changedMeanwhile(object: id.description), isCertain: true)
            }
            if claimed == nil {
                try await journal.claim(action.id, of: run, before: ["digest": .string(digest.description)])
                claimed = digest
            }
            if isEqual { return try await complete(action, wasReadBack: true) }
            do {
                _ = try await target.update(id.kind, body: try filled(body, action))
                return try await finish(action, id, body)
            } catch let error as ClientError {
                lost = error
                guard mustLook(after: error) else { throw judged(error, action) }
            }
        }
        throw ReplayError.stopped(
            action: action.id, cause: lost ?? .endlessList(side: .target, path: action.id, limit: 0))
    }

    // MARK: - Looking

    private func find(_ id: ObjectID, _ action: Action) async throws -> Document? {
        do {
            return try await target.find(id)
        } catch let error as ClientError {
            throw ReplayError.stopped(action: action.id, cause: error)
        }
    }

    private func look(_ id: ObjectID, _ body: JSONObject, _ action: Action) async throws -> Look {
        guard let found = try await find(id, action) else { return .absent }
        let differences = differences(id, body, found)
        return differences.isEmpty ? .equal : .different(differences)
    }

    /// Only what was sent is compared: what a server adds by itself is no difference.
    private func differences(_ id: ObjectID, _ body: JSONObject, _ found: Document) -> [Difference] {
        let sent = bodies.document(id, of: body)
        return comparison.differences(sent, found).filter { difference in
            difference.place.steps.first.map { sent.fields[$0] != nil } ?? true
        }
    }

    /// Completes; the first of its kind is read back before.
    private func finish(_ action: Action, _ id: ObjectID, _ body: JSONObject, note: String? = nil)
        async throws
    {
        let isCanary = await mustBeReadBack(action)
        if isCanary {
            switch try await look(id, body, action) {
            case .equal: break
            case .absent: throw canaryFailed(id, [])
            case .different(let differences):
                if action.kind == .create {
                    try await journal.announce(action.id, of: run, ["made": true])
                }
                throw canaryFailed(id, differences)
            }
        }
        try await complete(
            action, result: note.map { ["attention": .string($0)] } ?? .null, wasReadBack: isCanary)
    }

    /// Sends anew what the target ignored when it made our object; it is equal then, or the canary speaks again.
    private func mend(
        _ action: Action, _ id: ObjectID, _ body: JSONObject, _ differences: [Difference]
    ) async throws {
        guard id.kind != .subscription else { throw canaryFailed(id, differences) }
        var change: JSONObject = [target.dialect[id.kind].patchIdentity: .string(id.name)]
        for field in Set(differences.compactMap(\.place.steps.first)) { change[field] = body[field] }
        do {
            _ = try await target.update(id.kind, body: try filled(change, action))
        } catch let error as ClientError {
            throw ReplayError.stopped(action: action.id, cause: error)
        }
        guard case .equal = try await look(id, body, action) else { throw canaryFailed(id, differences) }
        let note = try await recoverSecret(action, id, body)
        try await complete(
            action, result: note.map { ["attention": .string($0)] } ?? .null, wasReadBack: true)
    }

    /// Found with other fields than claimed: the first of its kind stops the run, any other concerns itself.
    private func different(_ action: Action, _ id: ObjectID, _ differences: [Difference]) async -> any Error {
        if await mustBeReadBack(action) { return canaryFailed(id, differences) }
        let places = differences.map(\.place.description)
        return ActionFailure(
            cause: ReplayError.different(object: id.description, places: places), isCertain: true)
    }

    private func canaryFailed(_ id: ObjectID, _ differences: [Difference]) -> ReplayError {
        let fields = Set(differences.compactMap(\.place.steps.first)).sorted(by: precedes)
        return .canary(
            object: id.description, places: differences.map(\.place.description),
            dialectKeys: fields.map { "fields.\(id.kind.rawValue).\($0)" })
    }

    /// The body with its secrets.
    /// - Throws: `ActionFailure` when one was waived after the plan was made: nothing is sent without it.
    private func filled(_ body: JSONObject, _ action: Action) throws -> JSONObject {
        let lacking = action.secrets.filter { secrets[$0] == nil }
        guard lacking.isEmpty else {
            throw ActionFailure(
                cause: ReplayError.waived(
                    object: action.object.description, places: lacking.map(\.place.description)),
                isCertain: true)
        }
        return Slots(of: action.object.description).filling(body, with: secrets)
    }

    // MARK: - Once-only secrets

    private func isMachine(_ id: ObjectID, _ body: JSONObject) -> Bool {
        id.kind == .user && (body[target.dialect.users.email] ?? .null).isNull
    }

    /// - Returns: What a person has to know of a secret that did not come.
    private func keepSecret(in answer: JSON, _ id: ObjectID, _ body: JSONObject) async throws -> String? {
        if isMachine(id, body) {
            try await journal.keep(
                try target.newKey(in: answer), kind: "apiKey", for: id.description, of: run)
        } else if id.kind == .subscription {
            guard let secret = target.subscriptionSecret(in: answer) else {
                return "no secret came with the answer: look at subscriptions.secret in the dialect"
            }
            try await journal.keep(secret, kind: "webhookSecret", for: id.description, of: run)
        }
        return nil
    }

    /// For an object that came to be although its answer was lost: a lost key is issued again (A8).
    /// - Returns: What a person has to know of a secret that nobody can issue again.
    private func recoverSecret(_ action: Action, _ id: ObjectID, _ body: JSONObject) async throws -> String? {
        guard isMachine(id, body) || id.kind == .subscription else { return nil }
        guard try await !journal.keptSecrets(of: run).contains(id.description) else { return nil }
        guard isMachine(id, body) else {
            return "its secret was lost with the answer: unsubscribe and subscribe anew if receivers check it"
        }
        let earlier = records[action.id]?.announced["reset"]?.int
        var isResetInDoubt = earlier != nil
        var lastReset = earlier.map { Date(timeIntervalSince1970: TimeInterval($0)) }
        var tries = 0
        while true {
            // A reset that is still on its way would kill the key of this one.
            if isResetInDoubt { try await waitUntilQuiet(since: lastReset) }
            // Whole seconds, rounded up: rather a moment longer.
            let now = Int(journal.now().timeIntervalSince1970.rounded(.up))
            try await journal.announce(action.id, of: run, ["reset": .int(now)])
            do {
                let key = try await target.resetKey(ofUser: id.name)
                try await journal.keep(key, kind: "apiKey", for: id.description, of: run)
                return nil
            } catch let error as ClientError {
                tries += 1
                isResetInDoubt = true
                lastReset = nil
                guard mustLook(after: error), tries < settings.patience.tries else {
                    throw ReplayError.stopped(action: action.id, cause: error)
                }
            }
        }
    }
}
