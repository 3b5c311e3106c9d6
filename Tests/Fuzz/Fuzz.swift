import Foundation
import Hostile

/// The reader that this process feeds, by the environment: `EDGEFERRY_FUZZ_READER=recipe`.
private enum Chosen {
    static let reader: HostileReader = {
        let name = ProcessInfo.processInfo.environment["EDGEFERRY_FUZZ_READER"] ?? ""
        guard let reader = HostileReader(rawValue: name) else {
            fatalError("EDGEFERRY_FUZZ_READER is one of \(HostileReader.allCases.map(\.rawValue))")
        }
        return reader
    }()
}

/// What libFuzzer calls with each input; only a crash or a broken promise is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
func feed(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do throws(BrokenPromise) {
        _ = try Chosen.reader.accepts(Data(UnsafeBufferPointer(start: bytes, count: count)))
    } catch {
        fatalError(error.description)
    }
    return 0
}
