import BenchProtocol
import Foundation
import Zarr

/// Writes values to boxes of an array that lies there, by one caller or several at a time.
struct WriteWork: Work {
    private let job: Job
    private let context: ZarrContext
    private let target: String
    private let selections: [Selection]
    private let values: [AnyNDArray]

    init(_ job: Job, _ context: ZarrContext) throws {
        self.job = job
        self.context = context
        target = try job.need(\.target, "a target")
        let boxes = try job.need(\.boxes, "boxes").map { Region(origin: $0.origin, shape: $0.shape) }
        selections = boxes.map(Selection.init)
        let source = try Data(contentsOf: URL(fileURLWithPath: job.need(\.source, "a source")), options: .alwaysMapped)
        let shape = try job.need(\.shape, "a shape")
        let offset = try job.need(\.offset, "an offset")
        let flips = job.flip ?? false
        values = try source.withUnsafeBytes { file in
            let elements = UnsafeRawBufferPointer(rebasing: file.dropFirst(offset))
            return try boxes.map { try Self.values(of: $0, in: elements, shape, flips: flips) }
        }
    }

    func run(verify: Bool) async throws -> Answer {
        guard let durability = Durability(rawValue: job.durability ?? "none") else {
            throw Failure("no such durability")
        }
        let store = try FileSystemStore(root: target, durability: durability)
        let array = try await ZarrArray.open(in: store, context: context)
        let (selections, values) = (selections, values)
        let turn = Turn()
        let begin = ContinuousClock.now
        if job.callers ?? 1 == 1 {
            for (selection, part) in zip(selections, values) { try await array.write(part, at: selection) }
        } else {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<(job.callers ?? 1) {
                    group.addTask {
                        while let place = turn.next(below: selections.count) {
                            try await array.write(values[place], at: selections[place])
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        return Answer(seconds: seconds(since: begin), bytes: values.reduce(0) { $0 + $1.bytes.count })
    }

    /// The elements of a box of three axes, 16 bits each, one behind the other; with all bits turned where `flips`.
    private static func values(
        of box: Region, in elements: UnsafeRawBufferPointer, _ shape: [Int], flips: Bool
    ) throws -> AnyNDArray {
        if box.shape == shape, !flips { return try AnyNDArray(shape: shape, dataType: .uint16, bytes: elements) }
        var bytes = Data(capacity: box.elementCount * 2)
        for plane in box.origin[0]..<box.origin[0] + box.shape[0] {
            for row in box.origin[1]..<box.origin[1] + box.shape[1] {
                let start = 2 * ((plane * shape[1] + row) * shape[2] + box.origin[2])
                bytes.append(contentsOf: elements[start..<start + 2 * box.shape[2]])
            }
        }
        if flips { bytes = Data(bytes.map { ~$0 }) }
        return try bytes.withUnsafeBytes { try AnyNDArray(shape: box.shape, dataType: .uint16, bytes: $0) }
    }
}
