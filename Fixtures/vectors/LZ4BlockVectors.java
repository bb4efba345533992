// Writes lz4_blocks.json: streams that lz4-java wrote, and what its reader makes of those and of damaged ones.
//
//     java -cp lz4-java.jar LZ4BlockVectors.java > lz4_blocks.json
//     java -cp lz4-java.jar LZ4BlockVectors.java FILE
//
// Needs lz4-java 1.8 (Debian: liblz4-java, /usr/share/java/lz4-java.jar) and Java 17.
//
// Elements are noise (x = x * 1103515245 + 12345, the bits from 16 on), squares (i * i % 97) or zeros. Of each stream there
// stands what `LZ4BlockInputStream` reads where it stops at an end mark, as in N5 ("stops"), and where it reads on ("goes_on"):
// runs of elements, or null where it refuses.
//
// With FILE it judges streams that another writer made, a line each: kind, count, block size and hexadecimal digits.
import java.io.*;
import java.nio.file.*;
import java.util.*;
import net.jpountz.lz4.*;

public class LZ4BlockVectors {
    record Run(String kind, int count) {}

    static byte[] elements(Run run) {
        byte[] bytes = new byte[run.count];
        int x = 1;
        for (int i = 0; i < run.count; i++) {
            x = x * 1103515245 + 12345;
            bytes[i] = switch (run.kind) {
                case "noise" -> (byte) (x >>> 16);
                case "squares" -> (byte) ((long) i * i % 97);
                default -> 0;
            };
        }
        return bytes;
    }

    static byte[] elements(List<Run> runs) throws IOException {
        var all = new ByteArrayOutputStream();
        for (Run run : runs) all.write(elements(run));
        return all.toByteArray();
    }

    static byte[] encoded(Run run, int blockSize) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var stream = new LZ4BlockOutputStream(out, blockSize)) { stream.write(elements(run)); }
        return out.toByteArray();
    }

    static byte[] decoded(byte[] stored, boolean stops) {
        try (var stream = new LZ4BlockInputStream(new ByteArrayInputStream(stored), stops)) {
            return stream.readAllBytes();
        } catch (IOException | RuntimeException error) {
            return null;
        }
    }

    static final List<String> lines = new ArrayList<>();

    static String outcome(byte[] found, List<Run> runs) throws IOException {
        if (found == null) return "null";
        for (int count = 0; count <= runs.size(); count++) {
            var some = runs.subList(0, count);
            if (!Arrays.equals(found, elements(some))) continue;
            var texts = some.stream().map(r -> "{\"kind\": \"" + r.kind + "\", \"count\": " + r.count + "}").toList();
            return "[" + String.join(", ", texts) + "]";
        }
        throw new IllegalStateException("reads something else");
    }

    static void add(String id, byte[] stored, Run... runs) throws IOException {
        lines.add("{\"id\": \"" + id + "\", \"encoded\": \"" + HexFormat.of().formatHex(stored) + "\", \"stops\": "
            + outcome(decoded(stored, true), List.of(runs)) + ", \"goes_on\": "
            + outcome(decoded(stored, false), List.of(runs)) + "}");
    }

    static byte[] joined(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) all.writeBytes(part);
        return all.toByteArray();
    }

    static byte[] cut(byte[] bytes, int from, int to) { return Arrays.copyOfRange(bytes, from, to); }

    static byte[] with(byte[] bytes, int place, int... values) {
        byte[] changed = bytes.clone();
        for (int i = 0; i < values.length; i++) changed[place + i] = (byte) values[i];
        return changed;
    }

    static void whole() throws IOException {
        for (int size : new int[] {64, 100, 1024, 1025, 65536, 1 << 20, 1 << 25}) {
            for (String kind : List.of("zeros", "squares", "noise")) {
                // What does not compress is kept short here.
                int small = kind.equals("zeros") ? 70_000 : kind.equals("squares") ? 2100 : 130;
                var counts = new TreeSet<>(List.of(0, 1, 12, 13, 63, 64, 65, 127, 128, 129, size - 1, size, size + 1));
                counts.addAll(List.of(2 * size - 1, 2 * size, 2 * size + 1));
                counts.removeIf(count -> count < 0 || count > small);
                for (int count : counts) {
                    var run = new Run(kind, count);
                    add(kind + "-" + count + "-by-" + size, encoded(run, size), run);
                }
            }
        }
    }

    static void unusual() throws IOException {
        Run first = new Run("squares", 1000), second = new Run("noise", 70), none = new Run("zeros", 0);
        byte[] one = encoded(first, 512), two = encoded(second, 64), empty = encoded(none, 64);
        byte[] mark = cut(one, one.length - 21, one.length);
        add("two-streams", joined(one, two), first, second);
        add("two-streams-without-a-mark-between", joined(cut(one, 0, one.length - 21), two), first, second);
        add("an-empty-stream-before", joined(empty, one), none, first);
        add("an-empty-stream-behind", joined(one, empty), first, none);
        add("three-marks", joined(mark, mark, mark), none);
        add("a-mark-of-the-other-method", with(one, one.length - 13, 0x20), first);
        add("a-mark-of-another-level", with(one, one.length - 13, 0x1F), first);
        add("a-higher-level", with(one, 8, 0x2F), first);
        byte[] wasteful = LZ4Factory.fastestInstance().fastCompressor().compress(elements(second));
        byte[] head = cut(encoded(second, 128), 0, 21);
        add("an-lz4-block-that-is-larger-than-what-it-holds",
            joined(with(head, 8, 0x20, wasteful.length, 0, 0, 0), wasteful, mark), second);
        add("no-mark", cut(one, 0, one.length - 21), first);
        add("nothing", new byte[0], none);
    }

    static void damaged() throws IOException {
        Run run = new Run("squares", 1000), noise = new Run("noise", 70);
        byte[] one = encoded(run, 1024), raw = encoded(noise, 128);
        int last = one.length - 21;
        for (int count : new int[] {1, 8, 20, 21, 22, last - 1}) add("cut-after-" + count, cut(one, 0, count), run);
        for (int count : new int[] {last + 1, last + 20}) add("mark-cut-after-" + count, cut(one, 0, count), run);
        for (int place = 0; place < 8; place++) add("bad-magic-" + place, with(one, place, 'x'), run);
        for (int token : new int[] {0x00, 0x30, 0x40, 0x80, 0xF0}) {
            add("bad-method-" + token, with(one, 8, token), run);
            add("bad-method-of-the-mark-" + token, with(one, last + 8, token), run);
        }
        add("raw-of-another-length", with(one, 8, 0x10), run);
        add("raw-says-lz4", with(raw, 8, 0x20), noise);
        add("more-than-the-level-allows", with(encoded(new Run("zeros", 2000), 2048), 8, 0x20), run);
        add("negative-stored-size", with(one, 9, 0xFF, 0xFF, 0xFF, 0xFF), run);
        add("negative-size", with(one, 13, 0xFF, 0xFF, 0xFF, 0xFF), run);
        add("stored-size-less", with(one, 9, (one[9] & 0xFF) - 1), run);
        add("stored-size-more", with(one, 9, (one[9] & 0xFF) + 1), run);
        add("huge-stored-size", with(one, 9, 0, 0, 0, 0x10), run);
        add("size-less", with(one, 13, 0xE7), run);
        add("size-more", with(one, 13, 0xE9), run);
        add("no-stored-size", with(one, 9, 0, 0, 0, 0), run);
        add("no-size", with(one, 13, 0, 0, 0, 0), run);
        add("bad-checksum", with(one, 17, one[17] ^ 1), run);
        add("bad-high-bits-of-the-checksum", with(one, 20, one[20] | 0xF0), run);
        add("bad-checksum-of-raw", with(raw, 18, raw[18] ^ 0x80), noise);
        add("checksum-of-the-mark", with(one, last + 17, 1), run);
        add("bad-element", with(raw, 40, raw[40] ^ 1), noise);
        add("bad-lz4", with(one, 21, 0xFF, 0xFF, 0xFF), run);
        add("bytes-behind", joined(one, new byte[21]), run);
        add("text-behind", joined(one, "LZ4Block, but no header".getBytes()), run);
    }

    static void judge(Path file) throws IOException {
        int right = 0, wrong = 0;
        for (String line : Files.readAllLines(file)) {
            String[] words = line.split(" ");
            byte[] stored = words.length > 3 ? HexFormat.of().parseHex(words[3]) : new byte[0];
            byte[] expected = elements(new Run(words[0], Integer.parseInt(words[1])));
            boolean fits = Arrays.equals(decoded(stored, true), expected) && Arrays.equals(decoded(stored, false), expected);
            if (fits) right++; else { wrong++; System.out.println("wrong: " + words[0] + " " + words[1] + " " + words[2]); }
        }
        System.out.println(right + " right, " + wrong + " wrong");
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length > 0) { judge(Path.of(arguments[0])); return; }
        whole();
        unusual();
        damaged();
        System.out.println("{\"versions\": {\"lz4-java\": \"1.8.0\"}, \"vectors\": [\n" + String.join(",\n", lines) + "\n]}");
    }
}
