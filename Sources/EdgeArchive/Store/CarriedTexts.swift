import EdgeCore
import Foundation

/// The files that each store carries so that it outlives the tool: a description and a reader.
package enum CarriedTexts {
    /// By their names in the store.
    static let all: [String: Data] = [
        Layout.formatText: Data(FormatText.text.utf8), Layout.reader: Data(PackageResources.read_ferry_py),
    ]
}
