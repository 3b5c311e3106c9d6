package import EdgeCore
import EdgeHTTP

/// Where a target fetches a build by itself (A2): a plain address, or one with headers.
package struct BuildURL: Sendable, Hashable {
    /// Can hold a credential.
    package let url: Secret
    package let headers: [String: Secret]

    package init(url: Secret, headers: [String: Secret] = [:]) {
        self.url = url
        self.headers = headers
    }

    /// A string, or an object when there is more to say than the address.
    var json: JSON {
        guard !headers.isEmpty else { return .string(url.reveal()) }
        let lines = headers.map { (key: $0.key, value: JSON.string($0.value.reveal())) }
        return ["url": .string(url.reveal()), "headers": .object(JSONObject(lines))]
    }
}

/// What the target gives for the announcement of a build.
package struct BuildTicket: Sendable {
    /// The temporary address for the upload; nil when the target fetches by itself.
    package let uploadURL: Secret?
    /// The task that waits or works; nil when the Edge does not say.
    package let task: String?
}

/// An app as the target shows it now.
package struct AppState: Sendable {
    package let document: Document
    /// The registered deployments; nil when the field is missing, which is not the same as empty.
    package let deployments: [String]?
    package let currentBuild: Int
    /// Ascending.
    package let builds: [NativeBuild]
    package let isBusy: Bool
    /// The error state, when the app is in one.
    package let error: JSON?
}

extension TargetEdge {
    /// Announces a build: with `from` the target fetches it, without it answers with an upload address.
    package func announceBuild(of app: String, label: String?, size: Int64, from source: BuildURL?)
        async throws
        -> BuildTicket
    {
        let names = dialect.builds
        var body: JSONObject = [names.app: .string(app), names.size: .int(size)]
        if let label { body[names.label] = .string(label) }
        if let source { body[names.url] = source.json }
        let answer = try await connection.call(.post, names.path, body: body)
        let uploadURL = answer[names.uploadURL]?.string
        guard source != nil || uploadURL != nil else {
            throw ClientError.unexpectedShape(
                side: .target, path: names.path, missing: names.uploadURL, dialectKey: "builds.uploadURL")
        }
        guard source == nil || uploadURL == nil else {
            // It waits for an upload: it did not see the address.
            throw ClientError.unexpectedShape(
                side: .target, path: names.path, missing: "task that fetches the build",
                dialectKey: "builds.url")
        }
        let task = answer[names.task].flatMap { $0.string ?? $0.int.map(String.init) }
        return BuildTicket(uploadURL: uploadURL.map { Secret($0) }, task: task)
    }

    /// Sends a build to the address of its ticket, in one streamed PUT.
    package func upload(_ source: any ByteSource, to address: Secret) async throws {
        let response = try await connection.recorded(.put, "/<upload address>") {
            try await connection.transport.upload(source, to: address.reveal(), headers: [])
        }
        if response.status == 413 { throw ClientError.uploadTooLarge(size: source.size) }
        guard response.isSuccess else {
            throw ClientError.transport(
                side: .target,
                .refused(
                    method: .put, url: redacted(key: address.reveal()), status: response.status,
                    detail: String(decoding: response.body.prefix(200), as: UTF8.self).hiding([address])))
        }
    }

    /// The app as it is now, freshly read; nil when the target does not have it.
    package func appState(_ name: String) async throws -> AppState? {
        // Tasks first: work that ends between the two looks then shows its build.
        let isAtWork =
            dialect.shapes.busy == .tasks
            ? try await tasks(of: name).contains { $0.isOpen && !$0.isUpload } : false
        return try await find(ObjectID(kind: .app, name: name)).map { document in
            let fields = document.fields
            let names = dialect.apps
            let error = fields[names.error] ?? .null
            return AppState(
                document: document,
                deployments: DocumentShape(dialect).deployments(of: fields),
                currentBuild: fields[names.currentBuild]?.int ?? 0,
                builds: document.builds(dialect),
                isBusy: dialect.shapes.busy == .tasks
                    ? isAtWork
                    : fields[names.processing]?.bool == true || fields[names.exporting]?.bool == true,
                error: error.isNull || error == false ? nil : error)
        }
    }
}

extension Document {
    /// The builds of an app, ascending (A6): its list, or what follows from current build, patches and rotation.
    package func builds(_ dialect: Dialect) -> [NativeBuild] {
        let names = dialect.apps
        if let listed = fields[names.builds]?.array {
            return listed.compactMap { item in
                item[names.buildID]?.int.map { number in
                    NativeBuild(
                        number: number, label: item[names.buildLabel]?.string,
                        size: item[names.buildSize]?.int.map(Int64.init))
                }
            }.sorted { $0.number < $1.number }
        }
        let current = fields[names.currentBuild]?.int ?? 0
        guard current > 0 else { return [] }
        let patches = fields[names.patches]?.array ?? []
        let patched = patches.flatMap {
            [$0[names.patchFrom]?.int, $0[names.patchTo]?.int].compactMap(\.self)
        }
        // Rotation keeps the newest `maxBuilds`; a jump in the numbers is only seen through the patches.
        let kept = max(1, min(fields[names.maxBuilds]?.int ?? 1, 10_000))
        let numbers = Set(max(1, current - kept + 1)...current).union(
            patched.filter { $0 > 0 && $0 <= current })
        return numbers.sorted().map { NativeBuild(number: $0) }
    }
}
