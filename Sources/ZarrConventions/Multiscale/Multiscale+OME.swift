public import Zarr

extension Multiscale {
    /// The first image that a group's attributes describe by OME-Zarr 0.4 or 0.5; nil where there is none.
    ///
    /// Specification: <https://ngff.openmicroscopy.org/0.5/#multiscale-md>
    public init?(ome attributes: JSONObject) {
        let list = attributes["ome"]?.objectValue?["multiscales"] ?? attributes["multiscales"]
        guard let image = list?.arrayValue?.first?.objectValue, let axes = image["axes"]?.arrayValue,
            let datasets = image["datasets"]?.arrayValue
        else { return nil }
        var found: [Axis] = []
        for axis in axes {
            guard let object = axis.objectValue, let name = object["name"]?.stringValue else { return nil }
            found.append(
                Axis(
                    name: name, kind: object["type"]?.stringValue.flatMap(Axis.Kind.init(rawValue:)),
                    unit: object["unit"]?.stringValue))
        }
        // Those of the image come after those of each level.
        let whole = Transform(image["coordinateTransformations"], rank: found.count)
        var levels: [Level] = []
        for dataset in datasets {
            guard let object = dataset.objectValue, let path = object["path"]?.stringValue,
                let own = Transform(object["coordinateTransformations"], rank: found.count), let whole
            else { return nil }
            levels.append(
                Level(
                    path: path, scale: zip(own.scale, whole.scale).map { $0 * $1 },
                    translation: found.indices.map {
                        own.translation[$0] * whole.scale[$0] + whole.translation[$0]
                    }))
        }
        guard !levels.isEmpty else { return nil }
        self.init(name: image["name"]?.stringValue, axes: found, levels: levels)
    }

    private struct Transform {
        var scale: [Double]
        var translation: [Double]

        /// A scale and a translation after it, either of which may be missing; nil for anything else.
        init?(_ json: JSONValue?, rank: Int) {
            scale = [Double](repeating: 1, count: rank)
            translation = [Double](repeating: 0, count: rank)
            for item in json?.arrayValue ?? [] {
                switch item.objectValue?["type"]?.stringValue {
                case "identity"?: continue
                case "scale"?:
                    guard let numbers = item.objectValue?["scale"]?.numbers, numbers.count == rank else { return nil }
                    scale = numbers
                case "translation"?:
                    guard let numbers = item.objectValue?["translation"]?.numbers, numbers.count == rank else {
                        return nil
                    }
                    translation = numbers
                default: return nil
                }
            }
        }
    }

    /// What OME-Zarr says of the image.
    ///
    /// - Parameter format: in Zarr v3 version 0.5, under `ome`; in Zarr v2 version 0.4, under `multiscales`.
    public func omeAttributes(in format: FormatIdentifier) -> JSONObject {
        func list(_ numbers: [Double]) -> JSONValue { .array(numbers.map { .number(JSONNumber($0)) }) }
        var image: JSONObject = [:]
        if format == .zarr2 { image["version"] = "0.4" }
        if let name { image["name"] = .string(name) }
        image["axes"] = .array(
            axes.map { axis in
                var object: JSONObject = ["name": .string(axis.name)]
                if let kind = axis.kind { object["type"] = .string(kind.rawValue) }
                if let unit = axis.unit { object["unit"] = .string(unit) }
                return .object(object)
            })
        image["datasets"] = .array(
            levels.map { level -> JSONValue in
                [
                    "path": .string(level.path),
                    "coordinateTransformations": [
                        ["type": "scale", "scale": list(level.scale)],
                        ["type": "translation", "translation": list(level.translation)],
                    ],
                ]
            })
        let images: JSONValue = [.object(image)]
        return format == .zarr2 ? ["multiscales": images] : ["ome": ["version": "0.5", "multiscales": images]]
    }
}

extension JSONValue {
    /// A list of numbers; nil for anything else.
    var numbers: [Double]? {
        guard let list = arrayValue else { return nil }
        let numbers = list.compactMap(\.doubleValue)
        return numbers.count == list.count ? numbers : nil
    }
}
