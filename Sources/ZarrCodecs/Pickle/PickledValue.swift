import ZarrBase

/// A value on the stack of an ``Unpickler``.
enum PickledValue {
    case none
    case bool(Bool)
    /// Its decimal digits: Python's integers have no bounds.
    case integer(String)
    case float(Double)
    case text(String)
    case bytes(Bytes)
    /// A class or function of those that are known; it is never called, only looked at.
    case global(PickledGlobal)
    /// What others can refer to and change.
    case object(PickledObject)
}

/// A list, tuple, set, dictionary, array or data type: shared, and changed after it was made, as in Python.
///
/// Objects may hold each other in a ring, so that ``Unpickler`` empties all of them in the end.
final class PickledObject {
    enum Kind {
        /// A list, tuple or set.
        case list
        /// Keys and values in turn.
        case dictionary
        /// An array of NumPy; elements that are objects are in the items, in C order.
        case array(PickledArray)
        /// A data type of NumPy.
        case dataType(PickledDataType)
    }

    var kind: Kind
    var items: [PickledValue]

    init(_ kind: Kind, _ items: [PickledValue] = []) {
        self.kind = kind
        self.items = items
    }
}

/// An array of NumPy without its elements, where they are objects.
struct PickledArray {
    var shape: [Int] = [0]
    /// The type of the elements, as a NumPy type string; nil for objects.
    var dtype: String?
    var isFortranOrder = false
    /// The elements, where they are no objects.
    var data = Bytes()
    /// Whether there are no more than one element and no axes, as in a scalar of NumPy.
    var isComplete = false
}

/// A data type of NumPy.
struct PickledDataType {
    /// Without a byte order: `f8`.
    var code: String
    var order = "|"
    /// `[10ns]`, of dates and times.
    var unit = ""

    var isObject: Bool { code.hasPrefix("O") }
    var text: String { (order == "=" ? "<" : order) + code + unit }
}

/// The classes and functions that plain values and arrays consist of.
enum PickledGlobal {
    case bytearray
    case bytes
    case complex
    case dataType
    case encode
    case frozenset
    case fromBuffer
    case ndarray
    case orderedDict
    case reconstruct
    case scalar
    case set

    /// - Throws: ``ZarrError/Code/unsupported`` with the name, for all others.
    init(module: String, name: String) throws(ZarrError) {
        switch (module, name) {
        case ("builtins", "bytearray"), ("__builtin__", "bytearray"): self = .bytearray
        case ("builtins", "bytes"), ("__builtin__", "bytes"): self = .bytes
        case ("builtins", "complex"), ("__builtin__", "complex"): self = .complex
        case ("numpy", "dtype"): self = .dataType
        case ("_codecs", "encode"): self = .encode
        case ("builtins", "frozenset"), ("__builtin__", "frozenset"): self = .frozenset
        case ("numpy.core.numeric", "_frombuffer"), ("numpy._core.numeric", "_frombuffer"): self = .fromBuffer
        case ("numpy", "ndarray"): self = .ndarray
        case ("collections", "OrderedDict"): self = .orderedDict
        case ("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct"): self = .reconstruct
        case ("numpy.core.multiarray", "scalar"), ("numpy._core.multiarray", "scalar"): self = .scalar
        case ("builtins", "set"), ("__builtin__", "set"): self = .set
        default:
            throw ZarrError(
                .unsupported, "the pickle holds an object of the class \(module).\(name)",
                hint: "only plain values and arrays of NumPy are read from pickles; nothing in them is ever run")
        }
    }
}
