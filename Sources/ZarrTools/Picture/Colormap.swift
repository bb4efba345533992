/// How numbers become colours.
public enum Colormap: String, Sendable, Hashable, CaseIterable {
    /// From blue over grey to red: for values on both sides of a middle.
    case coolwarm
    /// From black to white.
    case gray
    /// From violet over green to yellow, evenly bright to the eye: for most.
    case viridis

    /// The colour at `place` between 0 and 1, as red, green and blue.
    func color(at place: Double) -> (UInt8, UInt8, UInt8) {
        let anchors = self.anchors
        let position = min(max(place, 0), 1) * Double(anchors.count - 1)
        let lower = min(Int(position), anchors.count - 2)
        let share = position - Double(lower)
        func channel(_ shift: UInt32) -> UInt8 {
            let left = Double(anchors[lower] >> shift & 0xFF)
            let right = Double(anchors[lower + 1] >> shift & 0xFF)
            return UInt8((left + (right - left) * share).rounded())
        }
        return (channel(16), channel(8), channel(0))
    }

    private var anchors: [UInt32] {
        switch self {
        case .coolwarm: Self.coolwarmAnchors
        case .gray: [0x000000, 0xFFFFFF]
        case .viridis: Self.viridisAnchors
        }
    }

    // Kenneth Moreland, "Diverging Color Maps for Scientific Visualization", sampled at 33 places.
    private static let coolwarmAnchors: [UInt32] = [
        0x3B4CC0, 0x445ACC, 0x4D68D7, 0x5775E1, 0x6282EA, 0x6C8EF1, 0x779AF7, 0x82A5FB, 0x8DB0FE, 0x98B9FF, 0xA3C2FF,
        0xAEC9FD, 0xB8D0F9, 0xC2D5F4, 0xCCD9EE, 0xD5DBE6, 0xDDDDDD, 0xE5D8D1, 0xECD3C5, 0xF1CCB9, 0xF5C4AD, 0xF7BBA0,
        0xF7B194, 0xF7A687, 0xF49A7B, 0xF18D6F, 0xEC7F63, 0xE57058, 0xDE604D, 0xD55042, 0xCB3E38, 0xC0282F, 0xB40426,
    ]

    // Viridis by Nathaniel Smith, Stefan van der Walt and Eric Firing (CC0), sampled at 33 places.
    private static let viridisAnchors: [UInt32] = [
        0x440154, 0x470D60, 0x48186A, 0x482374, 0x472D7B, 0x453781, 0x424086, 0x3E4989, 0x3B528B, 0x375B8D, 0x33638D,
        0x2F6B8E, 0x2C728E, 0x297A8E, 0x26828E, 0x23898E, 0x21918C, 0x1F978B, 0x1F9F88, 0x21A685, 0x27AD81, 0x31B57B,
        0x3DBC74, 0x4CC26C, 0x5CC863, 0x6ECE58, 0x81D34D, 0x95D840, 0xAADC32, 0xC0DF25, 0xD5E21A, 0xEAE51A, 0xFDE725,
    ]
}
