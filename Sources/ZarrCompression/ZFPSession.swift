internal import CZFP
internal import ZarrBase

/// A stream and a field of libzfp, which live as long as this object.
final class ZFPSession {
    let stream: UnsafeMutablePointer<zfp_stream>
    let field: UnsafeMutablePointer<zfp_field>
    private var bits: OpaquePointer?

    init() throws(ZarrError) {
        guard let stream = zfp_stream_open(nil) else { throw .contextUnavailable("zfp") }
        guard let field = zfp_field_alloc() else {
            zfp_stream_close(stream)
            throw .contextUnavailable("zfp")
        }
        self.stream = stream
        self.field = field
    }

    deinit {
        if let bits { stream_close(bits) }
        zfp_field_free(field)
        zfp_stream_close(stream)
    }

    /// Says what the numbers are; the last extent is the library's first.
    func setField(_ scalar: ZFP.Scalar, _ shape: [Int]) throws(ZarrError) {
        guard (1...4).contains(shape.count), !shape.contains(where: { $0 < 1 }) else {
            throw ZarrError(
                .unsupported, "zfp holds arrays of one to four axes, not of shape \(shape)",
                hint: "choose chunks of another shape or another codec")
        }
        let extents = shape.reversed().map { $0 } + [0, 0, 0]
        field.pointee.type = scalar.type
        field.pointee.nx = extents[0]
        field.pointee.ny = extents[1]
        field.pointee.nz = extents[2]
        field.pointee.nw = extents[3]
    }

    func set(_ mode: ZFP.Mode, _ scalar: ZFP.Scalar, rank: Int) throws(ZarrError) {
        switch mode {
        case .reversible: zfp_stream_set_reversible(stream)
        case .expert(let minBits, let maxBits, let maxPrecision, let minExponent):
            guard zfp_stream_set_params(stream, minBits, maxBits, maxPrecision, minExponent) != 0 else {
                throw ZarrError(
                    .invalidArgument,
                    "zfp takes no minbits \(minBits), maxbits \(maxBits), maxprec \(maxPrecision), minexp \(minExponent)",
                    hint: "minbits is at most maxbits, and maxprec 1 to 64")
            }
            guard holdsBlocks(of: scalar) else {
                throw ZarrError(
                    .invalidArgument, "zfp has no block of \(scalar) in maxbits \(maxBits)",
                    hint: "a block begins with its exponent: maxbits 20 is enough for all types")
            }
        case .fixedAccuracy(let tolerance):
            guard tolerance.isFinite, tolerance >= 0 else { throw wrong("tolerance", tolerance) }
            _ = zfp_stream_set_accuracy(stream, tolerance)
        case .fixedRate(let rate):
            guard rate >= 0, rate <= Self.largestRate else { throw wrong("rate", rate) }
            _ = zfp_stream_set_rate(stream, rate, scalar.type, UInt32(rank), 0)
        case .fixedPrecision(let precision):
            _ = zfp_stream_set_precision(stream, precision)
        }
    }

    /// Whether a block may be as long as what stands in front of its numbers. Where it may not, the library takes the difference
    /// for a number without sign, and reads and writes without end.
    private func holdsBlocks(of scalar: ZFP.Scalar) -> Bool {
        let (exponent, precision): (UInt32, UInt32) =
            switch scalar {
            case .int32: (0, 5)
            case .int64: (0, 6)
            case .float: (8, 5)
            case .double: (11, 6)
            }
        let isReversible = stream.pointee.minexp < ZFP_MIN_EXP
        // One bit says whether any number is not zero; without loss another one how they are kept, and there is a precision.
        let flags: UInt32 = exponent == 0 ? 0 : isReversible ? 2 : 1
        return stream.pointee.maxbits >= flags + exponent + (isReversible ? precision : 0)
    }

    /// No number takes more bits, with all that a block of it carries beside.
    private static let largestRate = 4096.0

    private func wrong(_ name: String, _ value: Double) -> ZarrError {
        ZarrError(.invalidArgument, "zfp has no \(name) of \(value)")
    }

    var minBits: UInt32 { stream.pointee.minbits }

    /// The blocks of four numbers a side.
    var blockCount: Int {
        [field.pointee.nx, field.pointee.ny, field.pointee.nz, field.pointee.nw].reduce(1) { count, extent in
            extent == 0 ? count : count.multipliedReportingOverflow(by: extent.dividedRoundingUp(by: 4)).partialValue
        }
    }

    /// Reads and writes the bits of this memory from now on, from its start.
    func open(_ memory: UnsafeMutableRawBufferPointer) throws(ZarrError) {
        guard let made = stream_open(memory.baseAddress, memory.count) else { throw .contextUnavailable("zfp") }
        if let bits { stream_close(bits) }
        bits = made
        zfp_stream_set_bit_stream(stream, made)
        zfp_stream_rewind(stream)
    }

    /// Reads `source` from memory of `capacity` bytes, of which what is too much are fillers.
    func load(
        _ source: UnsafeRawBufferPointer, _ scratch: ScratchBuffer, capacity: Int, filler: UInt8 = 0
    ) throws(ZarrError) {
        try scratch.resize(to: capacity)
        scratch.bytes.copyMemory(from: source)
        UnsafeMutableRawBufferPointer(rebasing: scratch.bytes[source.count...])
            .initializeMemory(as: UInt8.self, repeating: filler)
        try open(scratch.bytes)
    }

    /// Takes shape, type and mode from the front of `source`; returns the bits that this took.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where they are not those of `count` numbers of this type.
    func readHeader(
        of source: UnsafeRawBufferPointer, _ scratch: ScratchBuffer, _ scalar: ZFP.Scalar, count: Int
    ) throws(ZarrError) -> Int {
        let head = UnsafeRawBufferPointer(rebasing: source.prefix(64))
        try load(head, scratch, capacity: head.count + 128)
        let taken = zfp_read_header(stream, field, ZFP.fullHeader)
        guard taken > 0 else { throw .damaged("zfp", "it does not begin with a header of this version") }
        guard field.pointee.type == scalar.type else {
            throw .damaged("zfp", "its header says another type of numbers")
        }
        var numbers = 1
        for extent in [field.pointee.nx, field.pointee.ny, field.pointee.nz, field.pointee.nw] where extent != 0 {
            guard let extent = Int(exactly: extent) else { throw .damaged("zfp", "its header says no shape") }
            numbers = try numbers.checkedTimes(extent)
        }
        guard numbers == count, field.pointee.nx != 0 else {
            throw .damaged("zfp", "its header says \(numbers) numbers where \(count) belong")
        }
        guard holdsBlocks(of: scalar) else {
            throw .damaged("zfp", "its header says blocks of \(stream.pointee.maxbits) bits")
        }
        return Int(taken)
    }
}

extension ZFP.Scalar {
    fileprivate var type: zfp_type {
        switch self {
        case .int32: zfp_type_int32
        case .int64: zfp_type_int64
        case .float: zfp_type_float
        case .double: zfp_type_double
        }
    }
}
