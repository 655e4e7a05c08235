package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringcast.daemon.output.Output;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole daemon records into files, and ffmpeg plays them. */
final class RecordingTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PACKET = 188;
    private static final String SOUND = "-f lavfi -i sine=r=44100:d=7";
    private static final String PICTURE = "-f lavfi -i testsrc2=s=160x120:r=25:d=7 " + SOUND;
    private static final String H264 = PICTURE + " -c:v libx264 -preset ultrafast -flags +cgop -g 25 -c:a aac";

    @TempDir
    Path dir = Path.of("");

    /** A file that ffmpeg makes. */
    private record Kind(String file, String options) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("t.ts", H264),
            new Kind("a.mp3", SOUND + " -c:a libmp3lame -b:a 128k"),
            new Kind("o.ogg", SOUND + " -c:a libopus"),
            new Kind("m.mkv", H264),
            new Kind("w.webm", PICTURE + " -c:v libvpx -deadline realtime -cpu-used 8 -g 25 -c:a libopus"),
            new Kind("f.flv", H264),
            new Kind("f.mp4", H264 + " -movflags +frag_keyframe+empty_moov+default_base_moof"));

    @Test
    void filesOfEveryContainerPlayAlone() {
        assumeTrue(Tool.isThere("ffmpeg"), "ffmpeg is not installed");
        StringBuilder sources = new StringBuilder();
        for (int i = 0; i < KINDS.size(); i++) {
            Path film = make(KINDS.get(i));
            String name = KINDS.get(i).file();
            sources.append("""
                    [source.s%d]
                    inputs = ["%s"]
                    outputs = [{ file = "%s/out/%d/%%H%%M%%S%s", every = "2s" }]
                    join = "oldest"
                    ring = "4MiB"
                    at-end = "stop"
                    """.formatted(i, film, dir, i, name.substring(name.indexOf('.'))));
        }

        // when: all have been played and recorded
        try (RunningDaemon daemon = RunningDaemon.of(sources.toString())) {
            await().atMost(LIMIT).until(() -> daemon.ends().size() == KINDS.size());
            assertThat(daemon.metrics("ringcast_recordings_total", "result=\"finished\""))
                    .isEqualTo(files(dir.resolve("out")).size());
        }

        // then
        for (int i = 0; i < KINDS.size(); i++) {
            List<Path> files = files(dir.resolve("out/" + i));
            assertThat(files).as("%s", KINDS.get(i)).hasSizeBetween(3, 6);
            double seconds = 0;
            for (Path file : files) {
                Tool.Result played =
                        Tool.run(LIMIT, "ffmpeg", "-nostdin", "-v", "error", "-i", file.toString(), "-f", "null", "-");
                // A cluster of Matroska says how long it is before it is cut.
                assertThat(played.err().lines().filter(line -> !line.contains("File ended prematurely")))
                        .as("%s of %s", file, KINDS.get(i))
                        .isEmpty();
                seconds += seconds(file);
            }
            assertThat(seconds).as("%s", KINDS.get(i)).isBetween(6.5, 8.5);
        }
    }

    @Test
    void allFilesTogetherAreTheStream() throws IOException {
        assumeTrue(Tool.isThere("ffmpeg"), "ffmpeg is not installed");
        // given
        Path film = make(new Kind("exact.ts", H264));
        byte[] stream = Files.readAllBytes(film);

        // when
        try (RunningDaemon daemon = RunningDaemon.of("""
                [source.exact]
                inputs = ["%s"]
                outputs = [{ file = "%s/out/%%s.ts", size = "64KiB" }]
                join = "oldest"
                at-end = "stop"
                """.formatted(film, dir))) {
            await().atMost(LIMIT).until(() -> daemon.ends().size() == 1);
        }

        // then: each is a preamble and the bytes that follow those of the file before
        List<Path> files = files(dir.resolve("out"));
        assertThat(files).hasSizeGreaterThan(2);
        int at = firstJoinPoint(stream, Files.readAllBytes(inOrder(files).get(0)));
        for (Path file : inOrder(files)) {
            at = behind(stream, at, Files.readAllBytes(file), file);
        }
        assertThat(at).isEqualTo(stream.length);
    }

    @Test
    void aPlaceThatCannotBeWrittenToIsTriedAgainAndListenersHearNothingOfIt() throws IOException {
        // given: a file where a directory should be
        Path place = dir.resolve("place");
        Files.writeString(place, "in the way");
        try (RunningDaemon daemon = RunningDaemon.of("""
                [source.card]
                inputs = ["test:card"]
                outputs = ["tcp://127.0.0.1:0", { file = "%s/card.ts", retry = "100ms..200ms" }]
                """.formatted(place))) {
            Output output = daemon.unit("card").outputs().stream()
                    .filter(each -> each.account().kind().equals("file"))
                    .findFirst()
                    .orElseThrow();
            await().atMost(LIMIT)
                    .until(() -> daemon.metrics("ringcast_recording_failures_total", "reason=\"other\"") > 1);
            assertThat(output.up()).isFalse();
            assertThat(output.detail()).isEqualTo(place + ": is no directory");
            try (Hearer hearer = Hearer.tcp(daemon.tcpPort("card"), Ear.deaf())) {
                // when
                Files.delete(place);

                // then
                await().atMost(LIMIT).until(output::up);
                assertThat(output.detail()).isEqualTo("writes " + place.resolve("card.ts"));
                await().atMost(LIMIT).until(() -> hearer.heard() > 100_000);
            }
        }
        assertThat(place.resolve("card.ts")).isNotEmptyFile();
    }

    @Test
    void aSourceOnDemandIsRecordedWhileSomebodyListens() {
        Path place = dir.resolve("demand");
        try (RunningDaemon daemon = RunningDaemon.of("""
                [source.card]
                inputs = ["test:card"]
                outputs = ["tcp://127.0.0.1:0", { file = "%s/%%s.ts" }]
                on-demand = true
                idle = "0s"
                """.formatted(place))) {
            // given: the recorder alone starts nothing
            assertThat(daemon.head("card")).isZero();
            assertThat(place).doesNotExist();

            // when
            try (Hearer hearer = Hearer.tcp(daemon.tcpPort("card"), Ear.deaf())) {
                await().atMost(LIMIT).until(() -> hearer.heard() > 0);
                await().atMost(LIMIT).until(() -> Files.isDirectory(place));
            }

            // then: the source rests although it is recorded, and that is the end of the file
            await().atMost(LIMIT).until(() -> files(place).size() == 1);
        }
        assertThat(files(place)).hasSize(1);
    }

    private Path make(Kind kind) {
        Path file = dir.resolve(kind.file());
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error"));
        command.addAll(List.of(kind.options().split(" ")));
        command.add(file.toString());
        assertThat(Tool.run(LIMIT, command.toArray(String[]::new)).status()).isZero();
        return file;
    }

    /** By their second, and within it by their number. */
    private static List<Path> inOrder(List<Path> files) {
        return files.stream()
                .sorted((a, b) -> {
                    String[] x = String.valueOf(a.getFileName()).split("[-.]");
                    String[] y = String.valueOf(b.getFileName()).split("[-.]");
                    int bySecond = x[0].compareTo(y[0]);
                    return bySecond != 0 ? bySecond : Integer.compare(number(x), number(y));
                })
                .toList();
    }

    private static int number(String[] parts) {
        return parts.length == 3 ? Integer.parseInt(parts[1]) : 0;
    }

    /** Where the first file begins: what a decoder can do nothing with is not recorded. */
    private static int firstJoinPoint(byte[] stream, byte[] content) {
        for (int at = 0; at < 10 * PACKET; at += PACKET) {
            int last = content.length - PACKET;
            for (int preamble = 0; preamble < 10 * PACKET; preamble += PACKET) {
                int end = at + last - preamble;
                if (Arrays.equals(content, preamble, last, stream, at, end)) {
                    return at;
                }
            }
        }
        throw new AssertionError("the first file begins with nothing of the stream");
    }

    /** Where the stream goes on behind {@code file}, which holds what is {@code at} there, behind a preamble of whole packets. */
    private static int behind(byte[] stream, int at, byte[] content, Path file) {
        for (int preamble = 0; preamble < content.length; preamble += PACKET) {
            int end = at + content.length - preamble;
            if (end <= stream.length && Arrays.equals(content, preamble, content.length, stream, at, end)) {
                return end;
            }
        }
        throw new AssertionError(file + " does not go on at byte " + at + " of the stream");
    }

    private static double seconds(Path file) {
        Tool.Result probed = Tool.run(
                LIMIT,
                "ffprobe",
                "-v",
                "error",
                "-show_entries",
                "packet=pts_time,duration_time",
                "-of",
                "csv=p=0",
                file.toString());
        double first = Double.MAX_VALUE;
        double last = 0;
        for (String line : probed.text().split("\n")) {
            String[] fields = line.split(",");
            if (!fields[0].isEmpty() && !fields[0].startsWith("N")) {
                double time = Double.parseDouble(fields[0]);
                first = Math.min(first, time);
                last = Math.max(last, time);
            }
        }
        return last - first;
    }

    /** Whole recordings. */
    private static List<Path> files(Path below) {
        if (!Files.exists(below)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(below)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".part"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
