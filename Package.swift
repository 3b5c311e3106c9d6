// swift-tools-version: 6.2

import PackageDescription

/// The house of docs/ARCHITECTURE.md: imports go down, never sideways.

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

func room(_ name: String, _ dependencies: [Target.Dependency], _ resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: ["TestKit"] + dependencies, swiftSettings: strict)
}

func system(_ name: String, _ pkgConfig: String, _ apt: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "edgeferry",
    products: [.executable(name: "edgeferry", targets: ["edgeferry"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // core
        room("EdgeCore", [crypto, yams]),
        // wires
        .systemLibrary(name: "CAllocator"),
        system("CCurl", "libcurl", "libcurl4-openssl-dev"),
        system("CArchive", "libarchive", "libarchive-dev"),
        system("CZstd", "libzstd", "libzstd-dev"),
        room("EdgeHTTP", ["CCurl", "EdgeCore", logging]),
        room("EdgeTar", ["CArchive", "EdgeCore"]),
        // stores
        room("EdgeClient", ["EdgeCore", "EdgeHTTP"]),
        room(
            "EdgeArchive", ["CZstd", "EdgeCore", "EdgeTar", grdb], [.embedInCode("Store/read_ferry.py")]),
        room("EdgeJournal", ["EdgeCore", grdb]),
        // journeys
        room("EdgeSnapshot", ["EdgeArchive", "EdgeClient", "EdgeCore", "EdgeHTTP"]),
        room("EdgeValidate", ["EdgeArchive", "EdgeCore", "EdgeTar"]),
        room("EdgeReplay", ["EdgeArchive", "EdgeClient", "EdgeCore", "EdgeHTTP", "EdgeJournal"]),
        // doors
        room(
            "EdgeServe",
            [
                "EdgeCore", crypto, hummingbird, hummingbirdCore, hummingbirdTLS, httpTypes, logging, nioCore,
                nioSSL,
            ]),
        room(
            "EdgeSandbox",
            [
                "EdgeCore", "EdgeHTTP", "EdgeTar", crypto, grdb, hummingbird, hummingbirdCore, hummingbirdTLS,
                httpTypes, logging,
                nioCore, nioPosix, nioSSL,
            ]),
        .executableTarget(
            name: "edgeferry",
            dependencies: [
                "CAllocator", "EdgeArchive", "EdgeClient", "EdgeCore", "EdgeHTTP", "EdgeJournal",
                "EdgeReplay",
                "EdgeSandbox", "EdgeServe",
                "EdgeSnapshot", "EdgeTar", "EdgeValidate", argumentParser, logging, subprocess, systemPackage,
                unixSignals,
            ],
            exclude: [
                "Templates/build-sources.yml", "Templates/dialect.yml", "Templates/edgeferry-backup.crontab",
                "Templates/faults.yml", "Templates/systemd",
            ],
            resources: [
                .embedInCode("Templates/policy.yml"),
                .embedInCode("Templates/secrets.yml"),
                .embedInCode("Templates/sandbox-organization.yml"),
                .embedInCode("Templates/sandbox-empty.yml"),
            ],
            swiftSettings: strict),
        // benchmarks
        .executableTarget(
            name: "planning", dependencies: ["EdgeArchive", "EdgeCore", "EdgeReplay"],
            path: "Benchmarks/Planning", swiftSettings: strict),
        // tests
        .target(
            name: "TestKit",
            dependencies: ["EdgeCore", "EdgeHTTP", "EdgeSandbox", "EdgeTar", subprocess, systemPackage],
            path: "Tests/TestKit",
            swiftSettings: strict),
        .target(
            name: "Hostile", dependencies: ["EdgeArchive", "EdgeCore"], path: "Tests/Hostile",
            swiftSettings: strict),
        .target(
            name: "CFaultyVFS", path: "Tests/CFaultyVFS", linkerSettings: [.linkedLibrary("sqlite3")]),
        tests("EdgeCoreTests", ["EdgeCore"]),
        tests(
            "EdgeHTTPTests",
            ["EdgeCore", "EdgeHTTP", httpTypes, hummingbird, hummingbirdTLS, logging, nioCore, nioSSL]),
        tests("EdgeTarTests", ["EdgeCore", "EdgeTar"]),
        tests("EdgeClientTests", ["EdgeClient", "EdgeCore", "EdgeHTTP", "EdgeSandbox"]),
        tests("EdgeArchiveTests", ["EdgeArchive", "EdgeCore", "EdgeTar", "Hostile"]),
        tests("EdgeJournalTests", ["EdgeCore", "EdgeJournal", grdb]),
        tests(
            "EdgeSnapshotTests",
            ["EdgeArchive", "EdgeClient", "EdgeCore", "EdgeHTTP", "EdgeSandbox", "EdgeSnapshot"]),
        tests("EdgeValidateTests", ["EdgeArchive", "EdgeCore", "EdgeTar", "EdgeValidate"]),
        tests(
            "EdgeReplayTests",
            [
                "CFaultyVFS", "EdgeArchive", "EdgeClient", "EdgeCore", "EdgeHTTP", "EdgeJournal",
                "EdgeReplay",
                "EdgeSandbox", "EdgeTar", grdb,
            ]),
        tests(
            "EdgeSandboxTests",
            ["EdgeCore", "EdgeHTTP", "EdgeSandbox", "EdgeTar", crypto, httpTypes, hummingbird, logging]),
        tests("EdgeServeTests", ["EdgeCore", "EdgeHTTP", "EdgeServe"]),
        tests(
            "JourneyTests",
            [
                "EdgeArchive", "EdgeClient", "EdgeCore", "EdgeHTTP", "EdgeJournal", "EdgeReplay",
                "EdgeSandbox",
                "EdgeSnapshot", "EdgeTar", "EdgeValidate", "edgeferry",
                grdb, subprocess,
            ]),
        tests(
            "CommandTests", ["EdgeCore", "EdgeHTTP", "EdgeSandbox", "edgeferry", subprocess, systemPackage]),
    ],
    swiftLanguageModes: [.v6]
)

// `make fuzz`: libFuzzer brings its own `main`, so this program is no part of an ordinary build.
if Context.environment["EDGEFERRY_FUZZ"] == "1" {
    package.targets.append(
        .executableTarget(
            name: "fuzz", dependencies: ["Hostile"], path: "Tests/Fuzz",
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
}
