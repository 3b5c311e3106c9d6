import EdgeArchive
import EdgeCore
import EdgeTar
import EdgeValidate
import Foundation
import TestKit
import Testing

struct SealedFileTests {
    private func seal(_ store: Store, at path: String, _ change: (inout TarWriter) throws -> Void = { _ in })
        throws -> ArchiveAddress
    {
        var tar = try TarWriter(creating: path)
        // The first member is the one by which a store is known.
        let files = try Sample.files(store).filter { $0 != Layout.ociLayout }
        for file in [Layout.ociLayout] + files {
            try tar.addFile(file, from: FileSlice(whole: store.layout.path(file)))
        }
        try change(&tar)
        try tar.seal()
        return ArchiveAddress(parsing: path)
    }

    @Test func `a sealed archive validates in place as its store does`() async throws {
        try await withTemporaryFolder { folder in
            let store = try await Sample.store(in: folder)
            let address = try seal(store, at: folder + "/a.tar")
            let plain = try await Sample.validate(store, .content)
            let sealed = try await Validation(address, level: .content).run()
            #expect(sealed.findings == plain.findings)
            #expect(sealed.verdict == .intact)
            #expect(sealed.bytes == plain.bytes)
            #expect(sealed.files == plain.files)
        }
    }

    @Test func `what does not belong into a sealed archive is found`() async throws {
        try await withTemporaryFolder { folder in
            let store = try await Sample.store(in: folder)
            let blob = try #require(try Sample.files(store).first { $0.hasPrefix(Layout.blobs) })
            let address = try seal(store, at: folder + "/a.tar") {
                try $0.addFile(blob, bytes: "x".utf8)
                try $0.addFile("/etc/cron.d/evil", bytes: "x".utf8)
                try $0.addSymbolicLink("snapshots/link", to: "/")
            }
            let report = try await Validation(address).run()
            #expect(report.verdict == .damaged)
            let found = report.findings.map { "\($0.severity) \($0.file ?? ""): \($0.what)" }
            #expect(found.contains("damage \(blob): the tar holds it twice"))
            #expect(found.contains("finding /etc/cron.d/evil: it does not belong into a store"))
            #expect(found.contains("finding snapshots/link: it is no regular file"))
        }
    }

    @Test func `every byte of a sealed archive that is cut is damage`() async throws {
        try await withTemporaryFolder { folder in
            let store = try await Sample.store(in: folder)
            let address = try seal(store, at: folder + "/a.tar")
            let whole = try Data(contentsOf: URL(fileURLWithPath: address.path))
            // Below the first members it is no archive at all, which is an error of its own.
            for length in stride(from: 4096, to: whole.count, by: 509) {
                try whole.prefix(length).write(to: URL(fileURLWithPath: address.path))
                let report = try await Validation(address).run()
                #expect(report.status == .badArchive)
                #expect(report.findings.contains { $0.rule == "sealed-file" })
            }
        }
    }
}
