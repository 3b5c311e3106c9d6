// swift-tools-version: 6.2

import PackageDescription

/// A house with two forbidden imports: `make check` proves that its two import checks refuse it.
let package = Package(
    name: "ForbiddenImport",
    targets: [
        .target(name: "Wire"),
        .target(name: "Other"),
        .target(name: "Store", dependencies: ["Wire"]),
        .target(name: "Journey", dependencies: ["Store"]),
    ]
)
