package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringcast.protocol.mpegts.TsPacket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Child processes as inputs, filters and outputs of a whole daemon. */
final class ChildrenTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final String FFMPEG = "\"ffmpeg\", \"-v\", \"error\", \"-nostdin\", \"-re\","
            + " \"-f\", \"lavfi\", \"-i\", \"testsrc=size=160x120:rate=25\","
            + " \"-f\", \"lavfi\", \"-i\", \"sine=frequency=440\","
            + " \"-c:v\", \"mpeg2video\", \"-g\", \"12\", \"-c:a\", \"mp2\"";

    @TempDir
    Path dir = Path.of("");

    @BeforeEach
    void toolsAreThere() {
        assumeTrue(Tool.isThere("setsid"), "setsid is not installed");
    }

    @Test
    void ffmpegFeedsAndFfmpegPlaysWithoutAWord() {
        assumeTrue(Tool.isThere("ffmpeg"), "ffmpeg is not installed");
        try (RunningDaemon daemon = RunningDaemon.of("""
                [source.exec]
                inputs = [{ exec = [%s, "-f", "mpegts", "-"] }]
                outputs = ["tcp://127.0.0.1:0"]
                """.formatted(FFMPEG))) {
            await().atMost(LIMIT).until(() -> daemon.head("exec") > 100_000);

            Tool.Result played = Tool.run(
                    LIMIT,
                    "ffmpeg",
                    "-nostdin",
                    "-v",
                    "error",
                    "-i",
                    "tcp://127.0.0.1:" + daemon.tcpPort("exec"),
                    "-t",
                    "3",
                    "-f",
                    "null",
                    "-");

            assertThat(played.err()).isEmpty();
            assertThat(played.status()).isZero();
        }
        assertThat(children("ffmpeg")).isEmpty();
    }

    @Test
    void listenersStayWhileAKilledChildIsStartedAgain() {
        try (RunningDaemon daemon = RunningDaemon.of("""
                [source.zeros]
                inputs = [{ exec = ["sh", "-c", "while :; do printf 0123456789; sleep 0.01; done"] }]
                outputs = ["tcp://127.0.0.1:0"]
                retry = "100ms..200ms"
                join = "live"
                """)) {
            await().atMost(LIMIT).until(() -> daemon.head("zeros") > 100);
            try (Hearer hearer = Hearer.tcp(daemon.tcpPort("zeros"), Ear.deaf())) {
                await().atMost(LIMIT).until(() -> hearer.heard() > 100);

                descendants(child -> child.info().commandLine().orElse("").contains("0123456789"))
                        .forEach(ProcessHandle::destroyForcibly);

                await().atMost(LIMIT)
                        .until(() -> daemon.metrics("ringcast_input_failures_total", "reason=\"child-exit\"") == 1);
                long heard = hearer.heard();
                await().atMost(LIMIT).until(() -> hearer.heard() > heard + 1000);
                assertThat(daemon.ends()).isEmpty();
            }
        }
    }

    @Test
    void saysThatAProgramIsNotThere() {
        try (RunningDaemon daemon = RunningDaemon.of("""
                [source.none]
                inputs = [{ exec = ["no-such-program"] }]
                """)) {
            await().atMost(LIMIT)
                    .until(() -> daemon.metrics("ringcast_input_failures_total", "reason=\"child-start\"") == 1);
        }
    }

    @Test
    void filterMakesTransportStreamOfMatroska() throws IOException {
        assumeTrue(Tool.isThere("ffmpeg"), "ffmpeg is not installed");
        try (RunningDaemon daemon = RunningDaemon.of("""
                [source.filtered]
                inputs = [{ exec = [%s, "-f", "matroska", "-"] }]
                filter = "mpegts"
                """.formatted(FFMPEG))) {
            await().atMost(LIMIT).until(() -> daemon.head("filtered") > 200_000);
            Path file = dir.resolve("filtered.ts");

            Tool.run(
                    LIMIT,
                    "curl",
                    "-s",
                    "--max-time",
                    "4",
                    "-o",
                    file.toString(),
                    daemon.http("/filtered").toString());

            byte[] stream = Files.readAllBytes(file);
            assertThat(stream.length).isGreaterThan(50_000);
            for (int i = 0; i < stream.length; i += TsPacket.SIZE) {
                assertThat(stream[i]).isEqualTo((byte) 0x47);
            }
        }
    }

    @Test
    void saysThatAFilterMadeNothingOfItsInput() {
        try (RunningDaemon daemon = RunningDaemon.of("""
                [source.filtered]
                inputs = [{ exec = ["echo", "no media"], finite = true }]
                filter = ["sh", "-c", "cat >/dev/null; echo cannot seek >&2"]
                """)) {
            await().atMost(LIMIT).until(() -> daemon.metrics("ringcast_input_failures_total", "reason=\"filter\"") > 0);

            assertThat(daemon.status("filtered").inputs().get(0).lastFailure())
                    .hasValueSatisfying(
                            failure -> assertThat(failure.detail()).contains("wrote nothing", "cannot seek"));
        }
    }

    @Test
    void childOutputGetsWholePacketsAndIsStartedAgain() {
        Path file = dir.resolve("out.ts");
        try (RunningDaemon daemon = RunningDaemon.of("""
                [source.card]
                inputs = ["test:card"]
                outputs = [{ exec = ["sh", "-c", "cat >> %s; : out.ts"], retry = "100ms..200ms" }]
                """.formatted(file))) {
            await().atMost(LIMIT).until(() -> Files.exists(file) && Files.size(file) > 500_000);
            List<ProcessHandle> first = children("cat");

            first.forEach(ProcessHandle::destroyForcibly);

            await().atMost(LIMIT).until(() -> children("cat").stream().anyMatch(cat -> !first.contains(cat)));
            assertThat(daemon.metrics("ringcast_listener_ends_total", "output=\"exec\""))
                    .isEqualTo(1);
        }
        assertThat(children("cat")).isEmpty();
    }

    /** Descendants of this process that run this program. */
    private static List<ProcessHandle> children(String program) {
        return descendants(child -> child.info().command().orElse("").endsWith("/" + program));
    }

    private static List<ProcessHandle> descendants(Predicate<ProcessHandle> wanted) {
        return ProcessHandle.current().descendants().filter(wanted).toList();
    }
}
