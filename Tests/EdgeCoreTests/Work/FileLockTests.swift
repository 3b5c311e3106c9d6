import EdgeCore
import Foundation
import TestKit
import Testing

@Suite struct FileLockTests {
    @Test func `a lock is held by one at a time, and free again when its holder is gone`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/lock"
            var holder = try FileLock(path: path)
            #expect(holder != nil)
            #expect(try FileLock(path: path) == nil)
            holder = nil
            #expect(try FileLock(path: path) != nil)
        }
    }

    @Test func `a lock that is given back is free although a child has a copy of its descriptor`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let path = folder + "/lock"
            var holder = try FileLock(path: path)
            // What a child is between its start and its program: another descriptor of the same open file.
            let copies = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap {
                name in
                let target = try? FileManager.default.destinationOfSymbolicLink(
                    atPath: "/proc/self/fd/" + name)
                return target == path ? Int32(name) : nil
            }.map { dup($0) }
            #expect(copies.count == 1 && holder != nil)
            holder = nil
            #expect(try FileLock(path: path) != nil)
            for copy in copies { close(copy) }
        }
    }

    @Test func `a place where no lock can be is named`() {
        #expect(throws: CoreError.file(path: "/nonexistent/lock", doing: "create", code: ENOENT)) {
            try FileLock(path: "/nonexistent/lock")
        }
    }
}
