import EdgeCore
import Foundation

extension FileSlice {
    /// Exactly these bytes of the slice.
    /// - Parameter file: What an error names.
    /// - Throws: `.damaged` when the slice ends before, `.file` when the disk does not give them.
    func bytes(at start: Int64, count: Int, file: String) throws(ArchiveError) -> Data {
        guard start >= 0, count >= 0, start <= size, Int64(count) <= size - start else {
            throw .damaged(file: file, reason: "it ends too early")
        }
        var data = Data(count: count)
        let filled: Int
        do {
            let reader = try reader(at: start)
            filled = try data.withUnsafeMutableBytes { try reader.fill($0) }
        } catch {
            let code = fileCode(of: error)
            throw [ENOENT, ENOTDIR].contains(code)
                ? .missing(file: file) : .file(path: file, doing: "read", code: code)
        }
        guard filled == count else { throw .file(path: file, doing: "read", code: EIO) }
        return data
    }
}

/// The `errno` of an error about a file; of any other that of a failed reading.
func fileCode(of error: any Error) -> Int32 {
    if case CoreError.file(_, _, let code) = error { code } else { EIO }
}
