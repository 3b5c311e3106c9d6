import EdgeArchive
import Foundation

/// `oci-layout` is there and is byte for byte what OCI tools expect.
struct LayoutFileRule: StoreRule {
    static let id = "layout-file"
    static let level = Level.structure

    func findings(in survey: StoreSurvey) async throws -> [Finding] {
        do {
            let bytes = try survey.store.files.read(Layout.ociLayout, limit: 1 << 16)
            if bytes == Data(ArchiveFormat.ociLayout.utf8) { return [] }
            let hint = "Write exactly \(ArchiveFormat.ociLayout) into it."
            return [
                Finding(
                    Self.id, .damage, file: Layout.ociLayout, "it is not what every OCI layout has",
                    hint: hint)
            ]
        } catch {
            return [Finding(Self.id, error, in: survey.layout)]
        }
    }
}
