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
        do {
            let reader = try reader(at: start)
            try data.withUnsafeMutableBytes { buffer in
                var filled = 0
                while filled < count {
                    filled += try reader.read(
                        into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
                }
            }
        } catch let error as CoreError {
            guard case .file(_, _, let code) = error else {
                throw .file(path: file, doing: "read", code: EIO)
            }
            throw [ENOENT, ENOTDIR].contains(code)
                ? .missing(file: file) : .file(path: file, doing: "read", code: code)
        } catch {
            throw .file(path: file, doing: "read", code: EIO)
        }
        return data
    }
}
