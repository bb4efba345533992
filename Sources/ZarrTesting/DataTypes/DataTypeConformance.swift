import ZarrBase
public import ZarrCodecs

/// What every data type must do. A type's tests run it by one line:
///
/// ```swift
/// @Test(arguments: DataTypeConformance.allCases) func int8(_ check: DataTypeConformance) throws {
///     try check.run(on: .int8, elements: [[0x80], [0x7f]])
/// }
/// ```
public enum DataTypeConformance: String, CaseIterable, Sendable {
    /// Name and configuration give the same type again.
    case name
    /// The NumPy type string, where there is one, gives the same type and byte order again.
    case numpyCode
    /// Scalars as Zarr v3 writes them keep every bit.
    case scalarsOfZarr3
    /// Scalars as Zarr v2 writes them keep every bit but those of NaNs.
    case scalarsOfZarr2
    /// What is no scalar of the type is refused.
    case otherValues

    /// Runs this check.
    ///
    /// - Parameter elements: bytes of elements, the extremes of the type among them; zero is always tried.
    /// - Throws: ``ConformanceFailure`` where the type does otherwise.
    public func run(on dataType: DataType, elements: [[UInt8]]) throws {
        let elements = elements + [FillValue.zero(of: dataType).bytes]
        switch self {
        case .name: try Self.checkName(dataType)
        case .numpyCode: try Self.checkNumpyCode(dataType)
        case .scalarsOfZarr3: try Self.checkScalars(dataType, elements, .v3)
        case .scalarsOfZarr2: try Self.checkScalars(dataType, elements, .v2)
        case .otherValues: try Self.checkOtherValues(dataType)
        }
    }

    private static func checkName(_ dataType: DataType) throws {
        let said = NamedConfiguration(dataType.name, dataType.configuration)
        guard dataType.definition.isKnownToZarr3 else {
            guard (try? DataTypeCatalog.standard.dataType(said)) == nil else {
                throw ConformanceFailure("\(dataType) is said to be unknown to Zarr v3, but is read")
            }
            return
        }
        let read = try NamedConfiguration(JSONValue.parse(Bytes(said.json.serialized().utf8)))
        let again = try DataTypeCatalog.standard.dataType(read)
        guard again == dataType, again.layout == dataType.layout else {
            throw ConformanceFailure("\(dataType) is read back as \(again)")
        }
        guard dataType.layout.swapUnit > 0, dataType.byteCount % dataType.layout.swapUnit == 0 else {
            throw ConformanceFailure("elements of \(dataType.byteCount) bytes are no whole words")
        }
    }

    private static func checkNumpyCode(_ dataType: DataType) throws {
        guard let code = dataType.definition.numpyCode, !dataType.isVariableLength else { return }
        let orders: [(String, Endianness?)] =
            dataType.layout.hasByteOrder
            ? [("<", .little), (">", .big), ("|", .little), ("=", .little)] : [("|", nil), ("<", nil)]
        for (sign, order) in orders {
            let (again, found) = try DataTypeCatalog.standard.dataType(numpy: sign + code)
            guard again == dataType, found == order else {
                throw ConformanceFailure("\(sign + code) is read as \(again), \(String(describing: found))")
            }
        }
    }

    private static func checkScalars(_ dataType: DataType, _ elements: [[UInt8]], _ dialect: ScalarDialect) throws {
        for element in elements {
            let json = dataType.json(of: FillValue(bytes: element), dialect: dialect)
            let text = json.serialized()
            let again = try dataType.fillValue(from: JSONValue.parse(Bytes(text.utf8)), dialect: dialect)
            if again.bytes == element { continue }
            // Zarr v2 has one NaN.
            if dialect == .v2, text.contains("NaN"), dataType.json(of: again, dialect: dialect) == json { continue }
            throw ConformanceFailure("\(element) is written as \(text) and read as \(again.bytes)")
        }
    }

    private static func checkOtherValues(_ dataType: DataType) throws {
        // Every value is an object.
        guard dataType != .object else { return }
        let values: [JSONValue] = [
            true, 0, -1, 1, 0.5, 256, 1e300, -1e-300, "", "0", "x", "NaN", "0x", "0xzz", "0x7fc00000ff", "=", "////",
            .string(String(repeating: "y", count: 5000)), [], [0], [1, 2], [256], ["NaN", "-Infinity"],
            .number(JSONNumber(UInt64.max)), .number(JSONNumber(Int64.min)),
        ]
        for dialect in [ScalarDialect.v2, .v3] {
            for value in values {
                guard let fill = try scalar(value, dataType, dialect) else { continue }
                guard dataType.isVariableLength || fill.bytes.count == dataType.byteCount else {
                    throw ConformanceFailure("\(value.serialized()) is read as \(fill.bytes.count) bytes")
                }
            }
            for value in [["a": 1], [[0]]] as [JSONValue] where try scalar(value, dataType, dialect) != nil {
                throw ConformanceFailure("\(value.serialized()) is let pass")
            }
        }
        guard try scalar(.null, dataType, .v3) == nil else { throw ConformanceFailure("null is let pass in Zarr v3") }
        guard try scalar(.null, dataType, .v2)?.isUndefined == true else {
            throw ConformanceFailure("null is a value in Zarr v2")
        }
    }

    /// Nil where the value is refused as it must be.
    private static func scalar(
        _ value: JSONValue, _ dataType: DataType, _ dialect: ScalarDialect
    ) throws -> FillValue? {
        do {
            return try dataType.fillValue(from: value, dialect: dialect)
        } catch let error where error.code == .invalidMetadata {
            return nil
        }
    }
}
