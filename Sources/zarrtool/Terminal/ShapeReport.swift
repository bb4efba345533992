import Zarr

/// What resize and append say of their work.
struct ShapeReport {
    let path: String
    let old: [Int]
    let new: [Int]

    func print(_ options: PrintOptions, isNews: Bool) {
        func json(_ shape: [Int]) -> JSONValue { .array(shape.map { .number(JSONNumber($0)) }) }
        if options.json {
            Terminal.print(["path": .string("/" + path), "old_shape": json(old), "shape": json(new)])
        } else if isNews {
            Terminal.print("/\(path): shape \(json(old)) becomes \(json(new))")
        }
    }
}
