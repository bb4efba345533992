// swift-tools-version: 6.1
import PackageDescription

/// Floors from the ground up: a target may depend only on targets above it in this list (docs/layers.txt).
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

func library(_ name: String, on dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ module: String, on dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: module + "Tests",
        dependencies: [.byName(name: module), "ZarrTesting"] + dependencies, exclude: exclude,
        swiftSettings: settings)
}

func system(_ name: String, package: String? = nil, apt: String, brew: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/C/" + name, pkgConfig: package,
        providers: [.apt([apt]), .brew([brew])])
}

let package = Package(
    name: "zarr-swift",
    platforms: [.macOS(.v15), .iOS(.v18)],
    products: [
        .library(name: "Zarr", targets: ["Zarr"]),
        .library(name: "ZarrConventions", targets: ["ZarrConventions"]),
        .library(name: "ZarrTesting", targets: ["ZarrTesting"]),
        .library(name: "ZarrTools", targets: ["ZarrTools"]),
        .executable(name: "zarrtool", targets: ["zarrtool"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-numerics", from: "1.0.2"),
    ],
    targets: [
        system("CBlosc", package: "blosc", apt: "libblosc-dev", brew: "c-blosc"),
        system("CBzip2", apt: "libbz2-dev", brew: "bzip2"),
        system("CDeflate", package: "libdeflate", apt: "libdeflate-dev", brew: "libdeflate"),
        system("CLZ4", package: "liblz4", apt: "liblz4-dev", brew: "lz4"),
        system("CLZMA", package: "liblzma", apt: "liblzma-dev", brew: "xz"),
        .systemLibrary(name: "CStreaming", path: "Sources/C/CStreaming"),
        system("CZFP", apt: "libzfp-dev", brew: "zfp"),
        system("CZstd", package: "libzstd", apt: "libzstd-dev", brew: "zstd"),

        library("ZarrBase", on: []),
        library("ZarrIndexing", on: ["ZarrBase", "CStreaming"]),
        library(
            "ZarrCompression",
            on: ["ZarrBase", "CBlosc", "CBzip2", "CDeflate", "CLZ4", "CLZMA", "CZFP", "CZstd"]),
        library("ZarrStorage", on: ["ZarrBase", "ZarrCompression"]),
        library("ZarrCodecs", on: ["ZarrBase", "ZarrIndexing", "ZarrCompression"]),
        library("ZarrFormats", on: ["ZarrBase", "ZarrIndexing", "ZarrStorage", "ZarrCodecs"]),
        library(
            "Zarr",
            on: [
                "ZarrBase", "ZarrIndexing", "ZarrStorage", "ZarrCodecs", "ZarrFormats",
                .product(name: "ComplexModule", package: "swift-numerics"),
            ]),
        library("ZarrConventions", on: ["Zarr"]),
        library(
            "ZarrTools",
            on: [
                "ZarrBase", "ZarrIndexing", "ZarrCompression", "ZarrStorage", "ZarrCodecs", "ZarrFormats", "Zarr",
                "ZarrConventions",
            ]),
        library(
            "ZarrTesting",
            on: ["ZarrBase", "ZarrIndexing", "ZarrStorage", "ZarrCodecs"]),
        .executableTarget(
            name: "zarrtool",
            dependencies: [
                "ZarrBase", "ZarrIndexing", "ZarrStorage", "ZarrCodecs", "ZarrFormats", "Zarr", "ZarrTools",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),

        // What Scripts/fuzz gives random bytes to; the tests give it those that were kept.
        .target(
            name: "FuzzTargets",
            dependencies: [
                "ZarrBase", "ZarrIndexing", "ZarrCompression", "ZarrStorage", "ZarrCodecs", "ZarrFormats", "Zarr",
                "ZarrTools", "ZarrTesting",
            ], path: "Fuzzing/Targets", swiftSettings: settings),
        .testTarget(
            name: "FuzzingTests", dependencies: ["FuzzTargets", "ZarrBase", "ZarrStorage", "ZarrCodecs"],
            path: "Tests/Fuzzing", swiftSettings: settings),
        .target(name: "CAllocations", path: "Tests/CAllocations"),
        .testTarget(
            name: "AllocationTests",
            dependencies: [
                "CAllocations", "ZarrBase", "ZarrIndexing", "ZarrCompression", "ZarrStorage", "ZarrCodecs",
                "ZarrFormats",
                "Zarr", "ZarrTesting",
            ], path: "Tests/Allocations", swiftSettings: settings),
        tests("ZarrBase"),
        tests("ZarrIndexing", on: ["ZarrBase"]),
        tests("ZarrCompression", on: ["ZarrBase"]),
        tests("ZarrStorage", on: ["ZarrBase"]),
        tests("ZarrCodecs", on: ["ZarrBase", "ZarrIndexing", "ZarrCompression"]),
        tests("ZarrFormats", on: ["ZarrBase", "ZarrIndexing", "ZarrStorage", "ZarrCodecs"]),
        tests("Zarr", on: ["ZarrBase", "ZarrIndexing", "ZarrStorage", "ZarrCodecs", "ZarrFormats"]),
        tests("ZarrConventions", on: ["Zarr"]),
        tests(
            "ZarrTools", on: ["ZarrBase", "ZarrIndexing", "ZarrCompression", "ZarrStorage", "ZarrCodecs", "Zarr"],
            exclude: ["make-numpy-cases.py", "make-record-cases.py"]),
        .testTarget(
            name: "CommandLineTests", dependencies: ["zarrtool", "ZarrTesting"], path: "Tests/CommandLine",
            exclude: ["help.txt"],
            swiftSettings: settings),
    ]
)

// The program around the targets links libFuzzer, which only Scripts/fuzz does.
if Context.environment["ZARR_FUZZING"] != nil {
    package.targets.append(
        .executableTarget(
            name: "zarr-fuzz", dependencies: ["FuzzTargets"], path: "Fuzzing/Program", swiftSettings: settings))
}
