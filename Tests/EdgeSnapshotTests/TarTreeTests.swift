import EdgeCore
import Foundation
import TestKit
import Testing

@testable import EdgeSnapshot

@Suite struct TarTreeTests {
    private func walk(_ folders: [String], _ limits: TarTree.Limits = .init()) async throws -> TarTree {
        try await blocking("walk") { try TarTree(below: folders, limits: limits, $0) }
    }

    private func touch(_ path: String, bytes: Int = 1) throws {
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(count: bytes).write(to: URL(fileURLWithPath: path))
    }

    @Test func `only regular tars count, links are counted and not followed, and a loop ends`() async throws {
        try await withTemporaryFolder { folder in
            try touch(folder + "/a/1.tar", bytes: 3)
            try touch(folder + "/a/deep/er/2.tar")
            try touch(folder + "/a/notes.txt")
            try FileManager.default.createDirectory(
                atPath: folder + "/a/folder.tar", withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/a/loop", withDestinationPath: folder + "/a")
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/a/3.tar", withDestinationPath: folder + "/a/1.tar")
            #expect(mkfifo(folder + "/a/pipe.tar", 0o600) == 0)
            let tree = try await walk([folder + "/a", folder + "/a/deep", folder + "/a"])
            #expect(tree.files.map(\.path) == [folder + "/a/1.tar", folder + "/a/deep/er/2.tar"])
            #expect(tree.files.map(\.size) == [3, 1])
            #expect(tree.links == 2)
            #expect(tree.unreadable.isEmpty)
        }
    }

    @Test func `a folder that is a link itself is looked at`() async throws {
        try await withTemporaryFolder { folder in
            try touch(folder + "/a/1.tar")
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/b", withDestinationPath: folder + "/a")
            #expect(try await walk([folder + "/b"]).files.map(\.path) == [folder + "/b/1.tar"])
        }
    }

    @Test func `what is too deep is named, what is too much is an error`() async throws {
        try await withTemporaryFolder { folder in
            try touch(folder + "/a/b/c/1.tar")
            var limits = TarTree.Limits()
            limits.depth = 2
            let tree = try await walk([folder], limits)
            #expect(tree.files.isEmpty)
            #expect(tree.unreadable == ["\"\(folder)/a/b/c\": more than 2 folders in each other"])
            limits.entries = 2
            let error = await #expect(throws: SnapshotError.self) { try await walk([folder], limits) }
            #expect(error?.status == .usage)
            #expect(error?.what.contains(folder) == true)
        }
    }

    @Test func `a folder that is none, and one that is missing, are errors`() async throws {
        try await withTemporaryFolder { folder in
            try touch(folder + "/file")
            for path in ["/file", "/none"] {
                let error = await #expect(throws: CoreError.self) { try await walk([folder + path]) }
                #expect(error?.status == .noInput)
            }
        }
    }
}
