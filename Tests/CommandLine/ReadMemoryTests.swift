#if os(Linux)
    import Testing

    /// Reading a whole array takes the memory of the result and little more, whatever the codecs. What the kernel counts is
    /// asserted, for a process of its own.
    @Suite(.serialized) struct ReadMemoryTests {
        struct Layout: CustomTestStringConvertible {
            let options: [String]
            /// The edge of a stored value, and how many of them make up the array along each axis.
            let edge: Int
            let counts: [Int]

            var testDescription: String { options.joined(separator: " ") }
        }

        /// 512 MiB of 2-byte elements: ten percent of it is more than a program takes that does nothing.
        static let shape = [512, 512, 1024]

        static let layouts =
            ["none", "blosc:lz4:5", "zstd:1", "gzip:1"].map {
                Layout(options: ["--chunks", "128,128,128", "--codecs", $0], edge: 128, counts: [4, 4, 8])
            } + [
                Layout(
                    options: ["--chunks", "32,32,32", "--shards", "256,256,256", "--codecs", "blosc:zstd:1"], edge: 256,
                    counts: [2, 2, 4])
            ]

        @Test(arguments: layouts) func aWholeReadTakesATenthMoreThanItsResult(layout: Layout) throws {
            let program = try Program()
            let edges = "\(layout.edge),\(layout.edge),\(layout.edge)"
            let shape = Self.shape.map(String.init).joined(separator: ",")
            // Every value of the large array is the one of the small one, which takes space on the disk once. It holds
            // digits: bytes that compress, but not to nothing.
            let made = try program.shell(
                """
                set -e; options='\(layout.options.joined(separator: " "))'
                $Z create raw.zarr --shape \(edges) --chunks \(edges) --dtype uint16 --codecs none
                mkdir -p raw.zarr/c/0/0; seq 10000000 | head -c \(layout.edge * layout.edge * layout.edge * 2) > raw.zarr/c/0/0/0
                $Z copy raw.zarr one.zarr $options --quiet; rm -r raw.zarr
                $Z create big.zarr --shape \(shape) --dtype uint16 $options
                for i in $(seq 0 \(layout.counts[0] - 1)); do for j in $(seq 0 \(layout.counts[1] - 1)); do
                mkdir -p big.zarr/c/$i/$j
                for k in $(seq 0 \(layout.counts[2] - 1)); do ln one.zarr/c/0/0/0 big.zarr/c/$i/$j/$k; done
                done; done
                """)
            #expect(made.status == 0, "\(made.error)")
            let run = try program("bench", "read", "big.zarr", "--mode", "whole", "--repeat", "1", "--json")
            #expect(run.status == 0, "\(run.error)")
            let told = try run.json()
            let bytes = try #require(told["bytes"] as? Int)
            let peak = try #require(told["peakRSS"] as? Int)
            #expect(bytes == Self.shape.reduce(2, *))
            #expect(peak > bytes, "what is read is in memory")
            #expect(peak <= bytes + bytes / 10, "\(peak >> 20) MiB for an array of \(bytes >> 20) MiB")
        }
    }
#endif
