import Testing
import ZarrBase
import ZarrFormats

@Suite struct NodePathTests {
    @Test(arguments: [
        ("", ""), ("/", ""), ("a", "a"), ("/a/b/", "a/b"), ("a//b", "a/b"), (#"a\b"#, "a/b"), (#"\\a\\b\\"#, "a/b"),
        ("a/.b/...c", "a/.b/...c"), ("a/\u{301}b", "a/\u{301}b"), ("ü/ñ", "ü/ñ"),
    ])
    func pathsHaveOneForm(path: String, normalized: String) throws {
        #expect(Array(try NodePath.normalized(path).utf8) == Array(normalized.utf8))
    }

    @Test(arguments: [".", "..", "a/./b", "../a", #"a\..\b"#])
    func dotsAreRefused(path: String) {
        #expect { try NodePath.normalized(path) } throws: { ($0 as? ZarrError)?.code == .invalidArgument }
    }

    @Test(arguments: ["a", "A.b-c_d", "...a", "_x", "ü", "c", "0", "zarr", "zarr.json5"])
    func namesAreAccepted(name: String) throws { try NodeName.validate(name) }

    @Test(arguments: [
        ("", "is empty"), ("a/b", "separator"), ("a/\u{301}b", "separator"), (#"a\b"#, "separator"), (".", "periods"),
        ("....", "periods"), ("__zarr", "reserved"), ("zarr.json", "metadata"), (".zarray", "metadata"),
        (".zgroup", "metadata"), (".zattrs", "metadata"), (".zmetadata", "metadata"), ("a\0", "NUL"),
    ])
    func namesAreRefused(name: String, words: String) {
        #expect { try NodeName.validate(name) } throws: { error in
            guard let error = error as? ZarrError else { return false }
            return error.code == .invalidArgument && error.message.contains(words) && error.hint != nil
        }
    }
}
