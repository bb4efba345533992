public import ZarrBase
public import ZarrCodecs
public import ZarrIndexing

extension ZarrView {
    /// The view of one field of its records; of a record within a record by its path, as `wind.speed`.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where there is no such field.
    public func field(_ name: String) throws(ZarrError) -> ZarrView {
        let (dataType, offset) = try place(of: name, in: access.taken)
        return with(access.taking(dataType, [(offset, dataType.byteCount)]))
    }

    /// The view of some fields of its records, as records of these fields in this order.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where there is no such field, or one is named twice.
    public func fields(_ names: [String]) throws(ZarrError) -> ZarrView {
        var members: [StructType.Member] = []
        var places: [(offset: Int, count: Int)] = []
        for name in names {
            let (dataType, offset) = try place(of: name, in: access.taken)
            members.append((name, dataType))
            places.append((offset, dataType.byteCount))
        }
        guard !names.isEmpty, Set(names).count == names.count else {
            throw ZarrError(.invalidArgument, "the fields \(names) are none or not all different")
                .at(node: array.storage.displayPath)
        }
        return with(access.taking(try .structure(members), places))
    }

    private func place(of name: String, in dataType: DataType) throws(ZarrError) -> (DataType, Int) {
        guard !access.isConverting, let fields = dataType.structFields else {
            throw ZarrError(
                .invalidArgument, "elements of type \(access.isConverting ? access.seen : dataType) have no fields"
            ).at(node: array.storage.displayPath)
        }
        if let field = fields.first(where: { $0.name == name }) { return (field.dataType, field.byteOffset) }
        // A dot may stand in the name of a field too, so every one is tried.
        for dot in name.indices where name[dot] == "." {
            guard let field = fields.first(where: { $0.name == name[..<dot] }) else { continue }
            let (inner, offset) = try place(of: String(name[name.index(after: dot)...]), in: field.dataType)
            return (inner, field.byteOffset + offset)
        }
        throw ZarrError(
            .invalidArgument, "there is no field '\(name)'",
            hint: "the fields are \(fields.map(\.name).joined(separator: ", "))"
        ).at(node: array.storage.displayPath)
    }

    /// The view with its numbers as another type, converted as `astype` of NumPy does: reals are cut off on the way to
    /// integers, integers wrap. What is written is converted the other way.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` where either type holds no numbers.
    public func cast(to dataType: DataType) throws(ZarrError) -> ZarrView {
        guard dataType != access.taken else { return with(access.seeing(dataType)) }
        for type in [access.taken, dataType] where !NumberConversion.knows(type) {
            throw ZarrError(.unsupported, "elements of type \(type) are not converted to or from numbers")
        }
        return with(access.seeing(dataType))
    }

    /// The view with its numbers as a Swift type, converted as by ``cast(to:)-(DataType)``.
    public func cast<Element: ZarrElement>(to type: Element.Type) throws(ZarrError) -> ZarrView {
        try cast(to: Element.dataType)
    }
}

extension ZarrArray {
    /// Reads some fields of an array of records: of one field its elements, of several records of these fields.
    ///
    /// - Throws: as ``read(_:progress:)``, and ``ZarrError/Code/invalidArgument`` where there is no such field.
    /// - Complexity: as reading the whole records; only memory for the result is saved.
    public func read(
        _ selection: Selection = .all, fields: [String], progress: ProgressCounter? = nil
    ) async throws -> AnyNDArray {
        try await view(of: selection).taking(fields: fields).read(progress: progress)
    }

    /// The view of a selection, also one of whole chunks or by names that have to be read first.
    ///
    /// - Throws: ``ZarrError/Code/invalidSelection``.
    /// - Complexity: no request, but for names in Zarr v2 that were not read yet.
    public func view(of selection: Selection) async throws -> ZarrView {
        ZarrView(self, try await resolve(selection))
    }
}

extension ZarrView {
    /// The one field or the several.
    package func taking(fields names: [String]) throws(ZarrError) -> ZarrView {
        names.count == 1 ? try field(names[0]) : try fields(names)
    }
}

extension ElementAccess {
    /// Of what is taken so far only these places, in this order.
    func taking(_ dataType: DataType, _ places: [(offset: Int, count: Int)]) -> ElementAccess {
        var parts: [Part] = []
        var end = 0
        for place in places {
            for part in self.parts {
                let lower = max(part.taken, place.offset)
                let upper = min(part.taken + part.count, place.offset + place.count)
                guard lower < upper else { continue }
                let next = Part(
                    stored: part.stored + lower - part.taken, taken: end + lower - place.offset, count: upper - lower)
                if let last = parts.last, last.stored + last.count == next.stored, last.taken + last.count == next.taken
                {
                    parts[parts.count - 1].count += next.count
                } else {
                    parts.append(next)
                }
            }
            end += place.count
        }
        return ElementAccess(stored: stored, taken: dataType, seen: dataType, parts: parts, rule: rule)
    }

    func seeing(_ dataType: DataType) -> ElementAccess {
        ElementAccess(stored: stored, taken: taken, seen: dataType, parts: parts, rule: rule)
    }
}
