public import Zarr

extension Multiscale {
    /// What the conventions of N5 say of a group with the arrays `s0`, `s1`, ...: that of COSEM where the arrays have a
    /// `transform`, else that of N5 Viewer, with the factors where BigDataViewer has them (at the group of the setup).
    ///
    /// - Returns: nil where the group holds no such arrays, or nothing says that they are one image.
    public init?(n5 group: MultiscaleGroup) {
        let levels = group.members.compactMap { member in
            member.name.first == "s" ? Int(member.name.dropFirst()).map { (number: $0, member: member) } : nil
        }.sorted { $0.number < $1.number }
        guard let finest = levels.first, finest.number == 0,
            levels.allSatisfy({ $0.member.shape.count == finest.member.shape.count })
        else { return nil }
        if let cosem = Multiscale(cosem: levels.map(\.member), group) {
            self = cosem
        } else if let viewer = Multiscale(viewer: levels, group) {
            self = viewer
        } else {
            return nil
        }
        name = group.attributes["name"]?.stringValue
    }

    /// Every array says its own transform, with the axes as an array of C has them, unless it says that they are Fortran's.
    private init?(cosem members: [MultiscaleGroup.Member], _ group: MultiscaleGroup) {
        var axes: [Axis] = []
        var levels: [Level] = []
        for member in members {
            guard let transform = member.attributes["transform"]?.objectValue,
                let numbers = transform["scale"]?.numbers, numbers.count == member.shape.count
            else { return nil }
            let isReversed = transform["order"]?.stringValue == "F"
            func ordered<Element>(_ list: [Element]) -> [Element] { isReversed ? list.reversed() : list }
            let scale = ordered(numbers)
            let names = (transform["axes"]?.arrayValue?.map(\.stringValue)).map(ordered)
            let units = (transform["units"]?.arrayValue?.map(\.stringValue)).map(ordered)
            if axes.isEmpty {
                guard let usual = Multiscale.usualAxes(scale.count, names: names, unit: nil) else { return nil }
                axes = usual
                for number in axes.indices where axes[number].kind == .space {
                    let unit = units.flatMap { $0.indices.contains(number) ? $0[number] : nil }
                    axes[number].unit = unit.flatMap(LengthUnit.fullName)
                }
            }
            let translation = (transform["translate"]?.numbers).map(ordered) ?? scale.map { _ in 0 }
            guard translation.count == scale.count else { return nil }
            levels.append(Level(path: member.name, scale: scale, translation: translation))
        }
        self.init(axes: axes, levels: levels)
    }

    /// A resolution for all, and factors by which each array has fewer elements; elements are means, which lie in the middle of
    /// what they are the mean of. All lists begin with the fastest axis and may leave out the slower ones.
    private init?(viewer levels: [(number: Int, member: MultiscaleGroup.Member)], _ group: MultiscaleGroup) {
        let finest = levels[0].member
        let rank = finest.shape.count
        let resolution = finest.attributes["pixelResolution"] ?? group.attribute("pixelResolution")
        let sizes =
            (resolution?.objectValue?["dimensions"] ?? resolution)?.numbers ?? group.attribute("resolution")?.numbers
        let lists = (group.attribute("scales") ?? group.attribute("downsamplingFactors"))?.arrayValue
        let hasFactors = lists != nil || levels.contains { $0.member.attributes["downsamplingFactors"] != nil }
        guard sizes != nil || hasFactors || group.attribute("multiScale")?.boolValue == true else { return nil }
        let unit = resolution?.objectValue?["unit"]?.stringValue.flatMap(LengthUnit.fullName)
        guard let axes = Multiscale.usualAxes(rank, names: finest.dimensionNames, unit: unit) else { return nil }
        func padded(_ list: [Double]) -> [Double] {
            Array((list + [Double](repeating: 1, count: rank)).prefix(rank))
        }
        let distances = padded(sizes ?? [])
        var found: [Level] = []
        for (number, member) in levels {
            let listed = lists.flatMap { $0.indices.contains(number) ? $0[number].numbers : nil }
            let factors =
                (member.attributes["downsamplingFactors"]?.numbers ?? listed).map(padded)
                ?? Self.factors(from: finest.shape, to: member.shape).reversed()
            let scale = zip(distances, factors).map { $0 * $1 }
            let translation = zip(distances, factors).map { $0 * ($1 - 1) / 2 }
            found.append(Level(path: member.name, scale: scale.reversed(), translation: translation.reversed()))
        }
        self.init(axes: axes, levels: found)
    }

    /// By how many times the extents became fewer, where nobody says.
    private static func factors(from whole: [Int], to part: [Int]) -> [Double] {
        zip(whole, part).map { whole, part in
            part > 0 ? max(1, (Double(whole) / Double(part)).rounded()) : 1
        }
    }

    /// The attributes that the array of a level gets in N5: the transform of COSEM, and what N5 Viewer reads where it can say the
    /// same.
    public func n5Attributes(ofLevel number: Int) -> JSONObject {
        guard levels.indices.contains(number), let finest = levels.first else { return [:] }
        let level = levels[number]
        func list(_ numbers: [Double]) -> JSONValue { .array(numbers.map { .number(JSONNumber($0)) }) }
        var attributes: JSONObject = [
            "transform": [
                "axes": .array(axes.map { .string($0.name) }), "scale": list(level.scale),
                "translate": list(level.translation),
                "units": .array(axes.map { .string($0.unit.map(LengthUnit.symbol) ?? "") }),
            ]
        ]
        let factors = zip(level.scale, finest.scale).map { $1 == 0 ? 0 : $0 / $1 }
        let isMean = level.translation.indices.allSatisfy { axis in
            let mean = finest.translation[axis] + finest.scale[axis] * (factors[axis] - 1) / 2
            return abs(level.translation[axis] - mean) <= 1e-6 * max(1, abs(finest.scale[axis]))
        }
        guard isMean, factors.allSatisfy({ $0 >= 1 && abs($0 - $0.rounded()) < 1e-6 }) else { return attributes }
        attributes["downsamplingFactors"] = .array(
            factors.reversed().map { .number(JSONNumber(Int($0.rounded()))) })
        attributes["pixelResolution"] = [
            "dimensions": list(finest.scale.reversed()),
            "unit": .string(axes.last { $0.unit != nil }?.unit.map(LengthUnit.symbol) ?? "pixel"),
        ]
        return attributes
    }
}
