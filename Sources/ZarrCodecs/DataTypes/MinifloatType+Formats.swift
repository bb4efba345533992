extension MinifloatType {
    /// `float16` among them, for pairs of it.
    package static let half = MinifloatType("float16", HalfFormat.self)

    /// Every one of them, by name.
    static let all = [
        MinifloatType("bfloat16", BFloat16Format.self),
        MinifloatType("float4_e2m1fn", E2M1FNFormat.self),
        MinifloatType("float6_e2m3fn", E2M3FNFormat.self),
        MinifloatType("float6_e3m2fn", E3M2FNFormat.self),
        MinifloatType("float8_e3m4", E3M4Format.self),
        MinifloatType("float8_e4m3", E4M3Format.self),
        MinifloatType("float8_e4m3b11fnuz", E4M3B11FNUZFormat.self),
        MinifloatType("float8_e4m3fn", E4M3FNFormat.self),
        MinifloatType("float8_e4m3fnuz", E4M3FNUZFormat.self),
        MinifloatType("float8_e5m2", E5M2Format.self),
        MinifloatType("float8_e5m2fnuz", E5M2FNUZFormat.self),
        MinifloatType("float8_e8m0fnu", E8M0FNUFormat.self),
    ]
}

enum BFloat16Format: MinifloatFormat {
    typealias Storage = UInt16
    static var exponentBits: Int { 8 }
    static var significandBits: Int { 7 }
}

enum E2M1FNFormat: MinifloatFormat {
    typealias Storage = UInt8
    static var exponentBits: Int { 2 }
    static var significandBits: Int { 1 }
    static var specials: MinifloatSpecials { .none }
}

enum E2M3FNFormat: MinifloatFormat {
    typealias Storage = UInt8
    static var exponentBits: Int { 2 }
    static var significandBits: Int { 3 }
    static var specials: MinifloatSpecials { .none }
}

enum E3M2FNFormat: MinifloatFormat {
    typealias Storage = UInt8
    static var exponentBits: Int { 3 }
    static var significandBits: Int { 2 }
    static var specials: MinifloatSpecials { .none }
}

enum E3M4Format: MinifloatFormat {
    typealias Storage = UInt8
    static var exponentBits: Int { 3 }
    static var significandBits: Int { 4 }
}

enum E4M3Format: MinifloatFormat {
    typealias Storage = UInt8
    static var exponentBits: Int { 4 }
    static var significandBits: Int { 3 }
}

enum E4M3B11FNUZFormat: MinifloatFormat {
    typealias Storage = UInt8
    static var exponentBits: Int { 4 }
    static var significandBits: Int { 3 }
    static var bias: Int { 11 }
    static var specials: MinifloatSpecials { .negativeZeroIsNaN }
}

enum E4M3FNFormat: MinifloatFormat {
    typealias Storage = UInt8
    static var exponentBits: Int { 4 }
    static var significandBits: Int { 3 }
    static var specials: MinifloatSpecials { .allOnesIsNaN }
}

enum E4M3FNUZFormat: MinifloatFormat {
    typealias Storage = UInt8
    static var exponentBits: Int { 4 }
    static var significandBits: Int { 3 }
    static var bias: Int { 8 }
    static var specials: MinifloatSpecials { .negativeZeroIsNaN }
}

enum E5M2Format: MinifloatFormat {
    typealias Storage = UInt8
    static var exponentBits: Int { 5 }
    static var significandBits: Int { 2 }
}

enum E5M2FNUZFormat: MinifloatFormat {
    typealias Storage = UInt8
    static var exponentBits: Int { 5 }
    static var significandBits: Int { 2 }
    static var bias: Int { 16 }
    static var specials: MinifloatSpecials { .negativeZeroIsNaN }
}

enum E8M0FNUFormat: MinifloatFormat {
    typealias Storage = UInt8
    static var exponentBits: Int { 8 }
    static var significandBits: Int { 0 }
    static var isSigned: Bool { false }
    static var specials: MinifloatSpecials { .powersOfTwo }
}
