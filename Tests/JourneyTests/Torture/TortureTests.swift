import Foundation
import Testing

/// Proofs that take minutes: the built tool is killed with SIGKILL, and stores are damaged, at many random places.
///
/// They run one after another, because each measures moments; `make torture` runs them with the release build.
@Suite(
    .serialized,
    .enabled(
        if: ProcessInfo.processInfo.environment["EDGEFERRY_TORTURE"] == "1",
        "long proof: run it with make torture, or set EDGEFERRY_TORTURE=1"))
struct TortureTests {}
