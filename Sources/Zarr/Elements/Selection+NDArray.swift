public import ZarrBase
import ZarrCodecs
public import ZarrIndexing

extension Selection {
    /// The elements whose place in `mask` is true, in C order; the mask has the shape of the array, the result one axis.
    public static func mask(_ mask: NDArray<Bool>) -> Selection {
        .mask(places: mask.erased.truePlaces, shape: mask.shape)
    }

    /// The elements whose place in `mask` is true, where its type is known at run time.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where the mask does not hold truth values.
    public static func mask(_ mask: AnyNDArray) throws(ZarrError) -> Selection {
        guard mask.dataType == .bool else {
            throw ZarrError(.invalidArgument, "a mask holds bool, not \(mask.dataType)")
        }
        return .mask(places: mask.truePlaces, shape: mask.shape)
    }

    /// Single elements by arrays of indices, one an axis, which are broadcast to one shape: that of the result.
    public static func points(_ columns: [NDArray<Int>]) -> Selection {
        // As many indices as their shape says: an array has no others.
        .points(columns.compactMap { try? PointColumn($0.elements, shape: $0.shape) })
    }
}

extension AnyNDArray {
    /// The numbers in C order of the elements that are not zero, one byte each.
    fileprivate var truePlaces: [Int] {
        bytes.withUnsafeBytes { bytes in bytes.indices.filter { bytes[$0] != 0 } }
    }
}
