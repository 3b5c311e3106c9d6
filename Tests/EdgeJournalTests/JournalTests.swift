import EdgeCore
import Foundation
import GRDB
import Synchronization
import TestKit
import Testing

@testable import EdgeJournal

struct JournalTests {
    @Test func `what was claimed and not completed is in doubt after the journal is opened again`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let run = try await {
                let journal = try await opened(folder)
                let run = try await journal.begin(someRun)
                try await journal.claim("create role/A", of: run, before: .null)
                try await journal.complete("create role/A", of: run, result: ["ok": true])
                try await journal.claim("upload build/App/1", of: run, before: ["current": 3])
                try await journal.announce("upload build/App/1", of: run, ["task": "t1"])
                return run
            }()
            let journal = try await opened(folder)
            #expect(try await journal.openRun() == run)
            let records = try await journal.records(of: run)
            #expect(records["create role/A"]?.state == .completed)
            #expect(records["create role/A"]?.result == ["ok": true])
            #expect(records["upload build/App/1"]?.state == .claimed)
            #expect(records["upload build/App/1"]?.before == ["current": 3])
            #expect(records["upload build/App/1"]?.announced == ["task": "t1"])
            #expect(try await journal.plan(of: run) == someRun.plan)
        }
    }

    @Test func `a lock that another tool holds for a moment is waited for`() async throws {
        try await withTemporaryFolder { folder in
            let path = try await opened(folder).path
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let other = try DatabaseQueue(path: path, configuration: configuration)
            try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            let journal = try await Journal.open(at: path, for: nil, now: { Date() }) { step in
                guard step.moment == .before else { return }
                // Only when the step is about to begin.
                DispatchQueue.global().asyncAfter(deadline: .now() + 0.2) {
                    try? other.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
                }
            }
            let run = try await journal.begin(someRun)
            #expect(try await journal.openRun() == run)
        }
    }

    @Test func `bindings and canaries continue from run to run`() async throws {
        try await withTemporaryFolder { folder in
            let digest = Digest(of: Array("tar".utf8))
            let binding = Binding(
                app: "App", source: SourceBuild(7), target: TargetBuild(1), digest: digest)
            let canary = Canary(operation: "upload", kind: "build")
            let journal = try await opened(folder)
            let run = try await journal.begin(someRun)
            try await journal.claim("upload build/App/7", of: run, before: .null)
            try await journal.complete("upload build/App/7", of: run, binding: binding, canary: canary)
            try await journal.end(run, .done)
            #expect(try await journal.openRun() == nil)
            _ = try await journal.begin(someRun)
            #expect(try await journal.bindings() == [binding])
            #expect(try await journal.canaries() == [canary])
            #expect(try await journal.runs().map(\.outcome) == [.done, nil])
        }
    }

    @Test func `the newest record of an action counts over all runs of a snapshot`() async throws {
        try await withTemporaryFolder { folder in
            let journal = try await opened(folder)
            for number in 1...3 {
                let run = try await journal.begin(number == 3 ? otherRun : someRun)
                for action in number == 1 ? ["a", "b"] : ["a"] {
                    try await journal.claim(action, of: run, before: .null)
                    try await journal.complete(action, of: run, result: .int(number))
                }
                try await journal.end(run, .done)
            }
            let records = try await journal.newestRecords(ofSnapshot: someRun.snapshot)
            #expect(records.mapValues(\.result) == ["a": 2, "b": 1])
        }
    }

    @Test func `a failed action may be claimed again and a completed one may not`() async throws {
        try await withTemporaryFolder { folder in
            let journal = try await opened(folder)
            let run = try await journal.begin(someRun)
            try await journal.claim("a", of: run, before: .null)
            try await journal.fail("a", of: run, error: "no")
            #expect(try await journal.records(of: run)["a"]?.error == "no")
            try await journal.claim("a", of: run, before: 2)
            #expect(try await journal.records(of: run)["a"]?.error == nil)
            try await journal.complete("a", of: run)
            await #expect(throws: JournalError.outOfOrder(step: "claim", action: "a")) {
                try await journal.claim("a", of: run, before: .null)
            }
            await #expect(throws: JournalError.outOfOrder(step: "complete", action: "b")) {
                try await journal.complete("b", of: run)
            }
        }
    }

    @Test func `nothing is claimed in a run that was ended`() async throws {
        try await withTemporaryFolder { folder in
            let journal = try await opened(folder)
            let run = try await journal.begin(someRun)
            try await journal.end(run, .partial)
            await #expect(throws: JournalError.outOfOrder(step: "claim", action: "a")) {
                try await journal.claim("a", of: run, before: .null)
            }
            await #expect(throws: JournalError.outOfOrder(step: "end", action: run.snapshot)) {
                try await journal.end(run, .done)
            }
        }
    }

    @Test func `a second run cannot begin while one is open`() async throws {
        try await withTemporaryFolder { folder in
            let journal = try await opened(folder)
            _ = try await journal.begin(someRun)
            await #expect(throws: JournalError.self) { try await journal.begin(someRun) }
        }
    }

    @Test func `a second process is refused while the first one works`() async throws {
        try await withTemporaryFolder { folder in
            let first = try await opened(folder)
            await #expect(throws: JournalError.inUse(path: folder + "/state/journal")) {
                try await opened(folder)
            }
            #expect(JournalError.inUse(path: "").status == .tryAgain)
            _ = try await first.runs()
        }
    }

    @Test func `the journal of another move is refused`() async throws {
        try await withTemporaryFolder { folder in
            _ = try await opened(folder)
            let other = JournalIdentity(
                sourceHost: "a", sourceOrganization: try OrganizationName("Harbour"), targetHost: "c",
                targetOrganization: try OrganizationName("Quay"))
            await #expect(
                throws: JournalError.ofAnotherMove(
                    path: folder + "/state/journal", expected: "Harbour at a to Quay at c",
                    found: "Harbour at a to Quay at b")
            ) {
                try await Journal.open(at: folder + "/state/journal", for: other, now: { .now })
            }
        }
    }

    @Test func `a file that is no journal, and a missing one, are refused`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/other"
            try Data(repeating: 0x41, count: 5000).write(to: URL(fileURLWithPath: path))
            await #expect {
                try await Journal.open(at: path, for: nil, now: { .now })
            } throws: { error in
                if case .notReadable? = error as? JournalError { true } else { false }
            }
            await #expect(throws: JournalError.missing(path: folder + "/none")) {
                try await Journal.open(at: folder + "/none", for: nil, now: { .now })
            }
        }
    }

    @Test func `the journal of a newer edgeferry is refused`() async throws {
        try await withTemporaryFolder { folder in
            try await opened(folder).pretendNewer()
            await #expect(
                throws: JournalError.notReadable(
                    path: folder + "/state/journal", reason: "a newer edgeferry has written it")
            ) {
                try await opened(folder)
            }
        }
    }

    @Test func `the journal is only for its owner`() async throws {
        try await withTemporaryFolder { folder in
            let journal = try await opened(folder)
            let run = try await journal.begin(someRun)
            try await journal.keep(Secret("k1"), kind: "apiKey", for: "user/u", of: run)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/state")
            #expect(names.contains("journal-wal") && names.contains("journal.keys"))
            for name in names {
                let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/state/" + name)
                #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600, "\(name)")
            }
        }
    }

    @Test func `a step that fails before is not there, and one that fails after is`() async throws {
        try await withTemporaryFolder { folder in
            let failing = Mutex<JournalStep?>(nil)
            let journal = try await Journal.open(
                at: folder + "/state/journal", for: try identity(), now: { .now }
            ) {
                step in
                if failing.withLock({ $0 == step }) { throw Stopped() }
            }
            let run = try await journal.begin(someRun)
            failing.withLock { $0 = JournalStep(name: "claim", moment: .before) }
            await #expect(throws: Stopped.self) { try await journal.claim("a", of: run, before: .null) }
            #expect(try await journal.records(of: run).isEmpty)
            failing.withLock { $0 = JournalStep(name: "claim", moment: .after) }
            await #expect(throws: Stopped.self) { try await journal.claim("a", of: run, before: .null) }
            #expect(try await journal.records(of: run)["a"]?.state == .claimed)
        }
    }

    @Test func `a full disk fails the step, and the step is not there`() async throws {
        try await withTemporaryFolder { folder in
            let journal = try await opened(folder)
            let run = try await journal.begin(someRun)
            try await journal.limit(pages: 20)
            let large = JSON.string(String(repeating: "x", count: 200_000))
            let error = await #expect(throws: JournalError.self) {
                try await journal.claim("a", of: run, before: large)
            }
            #expect(error?.status == .io)
            #expect(error?.hint == "Free some space, then run the same command again; it continues.")
            #expect(try await journal.records(of: run).isEmpty)
            try await journal.claim("a", of: run, before: .null)
        }
    }

    @Test func `a place where no journal can be made is named`() async throws {
        try await withTemporaryFolder { folder in
            try Data().write(to: URL(fileURLWithPath: folder + "/file"))
            let error = await #expect(throws: JournalError.self) {
                try await Journal.open(at: folder + "/file/journal", for: try identity(), now: { .now })
            }
            #expect(error?.status == .cannotCreate)
        }
    }

    private struct Stopped: Error {}
}

private let someRun = NewRun(
    snapshot: "0123456789ab", archive: "sha256:00", targetURL: "http://b", plan: ["phases": [], "n": 1])

private let otherRun = NewRun(
    snapshot: "ba9876543210", archive: "sha256:11", targetURL: "http://b", plan: [:])

private func identity() throws -> JournalIdentity {
    JournalIdentity(
        sourceHost: "a", sourceOrganization: try OrganizationName("Harbour"), targetHost: "b",
        targetOrganization: try OrganizationName("Quay"))
}

@discardableResult
private func opened(_ folder: String) async throws -> Journal {
    try await Journal.open(at: folder + "/state/journal", for: try identity(), now: { .now })
}

extension Journal {
    /// Lets the database grow no further, as a full disk would.
    fileprivate func limit(pages: Int) throws {
        try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = \(pages)") }
    }

    fileprivate func pretendNewer() throws {
        try database.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999')") }
    }
}
