#if os(Linux)
    import Testing

    /// A copy takes the same memory whatever the size of the array. What the kernel counts is asserted, for a process of its own.
    @Suite struct CopyMemoryTests {
        /// More than a copy may take, in chunks that are one file on the disk.
        static let chunk = 4 << 20
        static let count = 96
        static let ceiling = 300 << 10

        @Test(arguments: [
            "--format zarr2", "--codecs blosc:lz4:5", "--chunks 1000000 --codecs zstd:1",
            "--chunks 1048576 --shards 33554432 --codecs blosc:zstd:1",
            "--chunks 1048576 --shards 402653184 --codecs blosc:zstd:1",
        ])
        func copiesStayBelowTheCeiling(options: String) throws {
            let program = try Program()
            try program(
                "create", "big.zarr", "--shape", "\(Self.chunk * Self.count)", "--dtype", "uint8", "--chunks",
                "\(Self.chunk)", "--codecs", "none")
            let run = try program.shell(
                """
                yes | head -c \(Self.chunk) > chunk; mkdir -p big.zarr/c
                i=0; while [ $i -lt \(Self.count) ]; do ln chunk big.zarr/c/$i; i=$((i + 1)); done
                $Z copy big.zarr copy.zarr \(options) --quiet & p=$!
                while grep VmHWM /proc/$p/status > now 2> /dev/null; do cp now last; sleep 0.02; done
                wait $p && cat last && cmp chunk big.zarr/c/7
                """)
            #expect(run.status == 0, "\(run.error)")
            let peak = try #require(run.output.split(separator: " ").compactMap { Int($0) }.first, "\(run.output)")
            #expect(peak < Self.ceiling, "\(peak) KiB for a copy with \(options)")
            let values = try program("cat", "copy.zarr", "--selection", "\(Self.chunk * 95 + 2):\(Self.chunk * 95 + 4)")
            #expect(values.status == 0 && values.output.contains("121"), "\(values.output)\(values.error)")
        }
    }
#endif
