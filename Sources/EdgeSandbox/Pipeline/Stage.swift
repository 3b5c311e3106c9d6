/// Where an import stands: the types of tasks in their order, then the ways to end.
enum Stage: String, Sendable, CaseIterable {
    case upload
    case dltar
    case mkraw
    case mkseq
    case mkdxf
    case mkpat
    case deploy
    case done
    case failed
    case expired

    /// Says whether a task of this type is open while an import stands here.
    var isWork: Bool {
        switch self {
        case .done, .failed, .expired: false
        default: true
        }
    }

    /// Says whether the app shows `processing`.
    var isProcessing: Bool {
        switch self {
        case .dltar, .mkraw, .mkseq, .mkdxf, .mkpat: true
        default: false
        }
    }

    /// The stage after this one; an app with a single build has nothing to make patches from.
    func next(hasOlderBuilds: Bool) -> Stage {
        switch self {
        case .upload, .dltar: .mkraw
        case .mkraw: .mkseq
        case .mkseq: .mkdxf
        case .mkdxf: hasOlderBuilds ? .mkpat : .deploy
        case .mkpat: .deploy
        case .deploy: .done
        case .done, .failed, .expired: self
        }
    }
}
