/// Units of length by the full names that OME-Zarr wants and the symbols that the tools of N5 show.
enum LengthUnit {
    private static let known: [(symbol: String, name: String, others: [String])] = [
        ("A", "angstrom", ["Å", "Å"]), ("cm", "centimeter", ["centimetre"]), ("m", "meter", ["metre"]),
        ("mm", "millimeter", ["millimetre"]), ("nm", "nanometer", ["nanometre"]), ("pm", "picometer", ["picometre"]),
        ("um", "micrometer", ["µm", "μm", "micron", "microns", "micrometre"]),
    ]

    /// The full name; nil for none, as pixels.
    static func fullName(_ unit: String) -> String? {
        if ["", "pixel", "pixels", "px", "voxel"].contains(unit.lowercased()) { return nil }
        let found = known.first { known in
            known.symbol == unit || known.name == unit.lowercased() || known.others.contains(unit)
                || known.others.contains(unit.lowercased())
        }
        return found?.name ?? unit
    }

    /// The symbol of a unit that is named in full.
    static func symbol(_ name: String) -> String { known.first { $0.name == name }?.symbol ?? name }
}
