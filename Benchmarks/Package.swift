// swift-tools-version: 6.1
import PackageDescription

/// What `make bench` runs beside the other implementations. A package of its own: who depends on zarr-swift gets none of it.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

func system(_ name: String, package: String, apt: String, brew: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/C/" + name, pkgConfig: package, providers: [.apt([apt]), .brew([brew])])
}

let package = Package(
    name: "zarr-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "zarr-swift", path: "..")],
    targets: [
        // Not the modules of zarr-swift: those are no product, and two of one name cannot be in a build.
        system("LimitBlosc", package: "blosc", apt: "libblosc-dev", brew: "c-blosc"),
        system("LimitDeflate", package: "libdeflate", apt: "libdeflate-dev", brew: "libdeflate"),
        system("LimitZstd", package: "libzstd", apt: "libzstd-dev", brew: "zstd"),

        .target(name: "BenchProtocol", swiftSettings: settings),
        .executableTarget(
            name: "bench-ours",
            dependencies: [
                "BenchProtocol", .product(name: "Zarr", package: "zarr-swift"),
                .product(name: "ZarrTools", package: "zarr-swift"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "bench-limits", dependencies: ["BenchProtocol", "LimitBlosc", "LimitDeflate", "LimitZstd"],
            swiftSettings: settings),
    ]
)
