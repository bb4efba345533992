import Zarr

extension CodecText {
    /// `zfp` and `zfpy` without loss, or with a limit: `zfp:rate:8`, `zfp:accuracy:0.01`, `zfpy:precision:20`.
    static func zfp(_ parts: [String], in text: String) throws(ZarrError) -> CodecChoice? {
        guard let name = parts.first, name == "zfp" || name == "zfpy" else { return nil }
        if parts.count == 1 || parts.dropFirst() == ["reversible"] { return name == "zfp" ? .zfp() : .zfpy() }
        guard parts.count == 3, let limit = Double(parts[2]), limit.isFinite, limit >= 0 else {
            throw ZarrError(
                .invalidArgument, "'\(text)' does not say how much may be lost",
                hint: "write it like \(name):accuracy:0.01, \(name):rate:8, \(name):precision:20 or just \(name)")
        }
        switch parts[1] {
        case "accuracy", "fixed_accuracy":
            return name == "zfp" ? .zfp(.fixedAccuracy(tolerance: limit)) : .zfpy(ZFPYCodec(tolerance: limit))
        case "rate", "fixed_rate": return name == "zfp" ? .zfp(.fixedRate(limit)) : .zfpy(ZFPYCodec(rate: limit))
        case "precision", "fixed_precision":
            guard let bits = UInt32(exactly: limit), bits <= 64 else { break }
            return name == "zfp" ? .zfp(.fixedPrecision(bits)) : .zfpy(ZFPYCodec(precision: bits))
        default: break
        }
        throw ZarrError(
            .invalidArgument, "'\(text)' has no mode of zfp", hint: "accuracy, rate, precision or reversible")
    }
}
