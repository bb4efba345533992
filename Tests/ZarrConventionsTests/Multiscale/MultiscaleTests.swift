import Testing
import Zarr
import ZarrConventions

/// One image, said by each convention.
@Suite struct MultiscaleTests {
    private func member(_ name: String, _ shape: [Int], _ json: String) throws -> MultiscaleGroup.Member {
        .init(name: name, shape: shape, attributes: try object(json))
    }

    private func object(_ json: String) throws -> JSONObject {
        try #require(try JSONValue.parse(Bytes(json.utf8)).objectValue)
    }

    private let shapes = [[8, 16, 32], [8, 8, 16]]

    /// The second level is of means of 2 x 2 x 1 elements of 4 x 4 x 40 nm, N5's order.
    private var expected: Multiscale {
        Multiscale(
            axes: [
                .init(name: "z", kind: .space, unit: "nanometer"), .init(name: "y", kind: .space, unit: "nanometer"),
                .init(name: "x", kind: .space, unit: "nanometer"),
            ],
            levels: [
                .init(path: "s0", scale: [40, 4, 4], translation: [0, 0, 0]),
                .init(path: "s1", scale: [40, 8, 8], translation: [0, 2, 2]),
            ])
    }

    @Test func viewerAtTheArrays() throws {
        let resolution = #"{"pixelResolution": {"dimensions": [4.0, 4.0, 40.0], "unit": "nm"}"#
        let group = MultiscaleGroup(
            attributes: [:],
            members: [
                try member("s1", shapes[1], resolution + #", "downsamplingFactors": [2, 2, 1]}"#),
                try member("s0", shapes[0], resolution + "}"),
            ])
        #expect(Multiscale(n5: group) == expected)
    }

    @Test func viewerAtTheGroup() throws {
        let attributes = try object(
            #"{"scales": [[1,1,1],[2,2,1]], "pixelResolution": {"dimensions": [4, 4, 40], "unit": "nm"}}"#)
        let members = [try member("s0", shapes[0], "{}"), try member("s1", shapes[1], "{}")]
        #expect(Multiscale(n5: MultiscaleGroup(attributes: attributes, members: members)) == expected)
        // What holds for all channels is said at the root.
        #expect(Multiscale(n5: MultiscaleGroup(attributes: [:], above: [attributes], members: members)) == expected)
    }

    /// The factors are those of the setup; the time point has at most a resolution.
    @Test func bigDataViewer() throws {
        let setup = try object(#"{"downsamplingFactors": [[1,1,1],[2,2,1]], "dataType": "uint8"}"#)
        let point = try object(#"{"multiScale": true, "resolution": [4, 4, 40]}"#)
        let found = try #require(
            Multiscale(
                n5: MultiscaleGroup(
                    attributes: point, above: [setup],
                    members: [try member("s0", shapes[0], "{}"), try member("s1", shapes[1], "{}")])))
        #expect(found.levels == expected.levels)
        #expect(found.axes.map(\.unit) == [nil, nil, nil])
    }

    @Test(arguments: ["C", "F"]) func cosem(order: String) throws {
        func transform(_ scale: [Int], _ translate: [Int]) -> String {
            func list(_ values: [Int]) -> [Int] { order == "C" ? values : values.reversed() }
            return """
                {"transform": {"axes": \(order == "C" ? ["z", "y", "x"] : ["x", "y", "z"]), "scale": \(list(scale)),
                 "translate": \(list(translate)), "units": ["nm", "nm", "nm"], "order": "\(order)"}}
                """
        }
        let group = MultiscaleGroup(
            attributes: [:],
            members: [
                try member("s0", shapes[0], transform([40, 4, 4], [0, 0, 0])),
                try member("s1", shapes[1], transform([40, 8, 8], [0, 2, 2])),
            ])
        #expect(Multiscale(n5: group) == expected)
    }

    /// Where nobody says the factors, the extents do.
    @Test func factorsByExtents() throws {
        let group = MultiscaleGroup(
            attributes: ["multiScale": true],
            members: [try member("s0", [8, 17, 33], "{}"), try member("s1", [8, 9, 17], "{}")])
        #expect(Multiscale(n5: group)?.levels.last?.scale == [1, 2, 2])
    }

    @Test func otherGroupsAreNone() throws {
        let plain = [try member("s0", shapes[0], "{}"), try member("s1", shapes[1], "{}")]
        #expect(Multiscale(n5: MultiscaleGroup(attributes: [:], members: plain)) == nil)
        #expect(Multiscale(n5: MultiscaleGroup(attributes: ["multiScale": true], members: [])) == nil)
        let ranks = [plain[0], try member("s1", [4, 4], "{}")]
        #expect(Multiscale(n5: MultiscaleGroup(attributes: ["multiScale": true], members: ranks)) == nil)
    }

    @Test(arguments: [FormatIdentifier.zarr2, .zarr3]) func thereAndBack(format: FormatIdentifier) throws {
        var image = expected
        image.name = "cells"
        #expect(Multiscale(ome: image.omeAttributes(in: format)) == image)
        let members = image.levels.indices.map { level in
            MultiscaleGroup.Member(
                name: "s\(level)", shape: shapes[level], attributes: image.n5Attributes(ofLevel: level))
        }
        #expect(Multiscale(n5: MultiscaleGroup(attributes: ["name": "cells"], members: members)) == image)
        // N5 Viewer, which does not know the transform, finds the same.
        let viewer = members.map { member in
            var member = member
            member.attributes["transform"] = nil
            return member
        }
        #expect(Multiscale(n5: MultiscaleGroup(attributes: ["name": "cells"], members: viewer)) == image)
    }

    /// Levels that are no means lie elsewhere, which N5 Viewer cannot say.
    @Test func onlyCosemSaysAnyTranslation() {
        var image = expected
        image.levels[1].translation = [0, 0, 0]
        #expect(image.n5Attributes(ofLevel: 1).map(\.key) == ["transform"])
    }

    /// Transforms of the image come after those of its levels.
    @Test func transformsFollowEachOther() throws {
        let attributes = try object(
            """
            {"multiscales": [{"version": "0.4", "axes": [{"name": "y", "type": "space"}, {"name": "x", "type": "space"}],
              "datasets": [{"path": "0", "coordinateTransformations": [
                {"type": "scale", "scale": [2, 3]}, {"type": "translation", "translation": [1, 1]}]}],
              "coordinateTransformations": [{"type": "scale", "scale": [10, 10]}]}]}
            """)
        let image = try #require(Multiscale(ome: attributes))
        #expect(image.levels == [.init(path: "0", scale: [20, 30], translation: [10, 10])])
    }
}
