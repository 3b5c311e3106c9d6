import Foundation

/// Where the frames of a pack are: the last frame of the "Zstandard Seekable Format", version 0.1.0
/// (contrib/seekable_format of zstd), without checksums, which the frames have themselves.
struct SeekTable: Sendable {
    struct Entry: Sendable, Hashable {
        /// Bytes in the file.
        let stored: UInt32
        /// Bytes when decoded; 0 for the chunk table.
        let decoded: UInt32
    }

    static let footerSize = 9
    /// Number of frames, descriptor and magic number.
    private static let magic: UInt32 = 0x8F92_EAB1
    private static let skippableMagic: UInt32 = 0x184D_2A5E

    let entries: [Entry]

    init(_ entries: [Entry]) { self.entries = entries }

    /// The whole skippable frame.
    var data: Data {
        var bytes = Data()
        for entry in entries {
            bytes.append(littleEndian: entry.stored)
            bytes.append(littleEndian: entry.decoded)
        }
        bytes.append(littleEndian: UInt32(entries.count))
        bytes.append(0)
        bytes.append(littleEndian: Self.magic)
        return SkippableFrame.wrap(bytes, magic: Self.skippableMagic)
    }

    /// How long the frame is whose footer this is; nil for other bytes.
    static func frameSize(footer: Data) -> Int? {
        let footer = Data(footer)
        guard footer.count == footerSize, footer.littleEndian(at: 5) == magic, footer[4] == 0 else {
            return nil
        }
        return SkippableFrame.headSize + Int(footer.littleEndian(at: 0)) * 8 + footerSize
    }

    /// Nil for other bytes than one such frame.
    init?(reading frame: Data) {
        guard let content = SkippableFrame.unwrap(frame, magic: Self.skippableMagic),
            Self.frameSize(footer: content.suffix(Self.footerSize)) == frame.count
        else { return nil }
        entries = stride(from: 0, to: content.count - Self.footerSize, by: 8).map {
            Entry(stored: content.littleEndian(at: $0), decoded: content.littleEndian(at: $0 + 4))
        }
    }
}

/// A frame that readers of zstd pass over (RFC 8878, section 3.1.2).
enum SkippableFrame {
    static let headSize = 8
    /// The first of the sixteen magic numbers: the chunk table has it.
    static let chunkTableMagic: UInt32 = 0x184D_2A50

    static func wrap(_ content: Data, magic: UInt32) -> Data {
        var frame = Data(capacity: headSize + content.count)
        frame.append(littleEndian: magic)
        frame.append(littleEndian: UInt32(content.count))
        return frame + content
    }

    /// The content, if the bytes are exactly one such frame.
    static func unwrap(_ frame: Data, magic: UInt32) -> Data? {
        let frame = Data(frame)
        guard frame.count >= headSize, frame.littleEndian(at: 0) == magic,
            Int(frame.littleEndian(at: 4)) == frame.count - headSize
        else { return nil }
        return Data(frame.dropFirst(headSize))
    }
}
