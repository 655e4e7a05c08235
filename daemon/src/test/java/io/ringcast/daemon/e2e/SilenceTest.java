package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.daemon.testing.FlakyOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code test:silence} as players take it, and as what keeps them alive. */
final class SilenceTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path dir;

    @ParameterizedTest
    @CsvSource({"mp3, 80000", "aac, 3000"})
    void decodesWithoutAWordAndIsSilent(String format, int bytes) throws IOException {
        Ear.Memory ear = new Ear.Memory();
        try (RunningDaemon daemon = RunningDaemon.of("""
                [source.radio]
                inputs = ["test:silence?format=%s"]
                """.formatted(format))) {
            try (Hearer hearer = Hearer.http(daemon.httpPort(), "/radio?from=oldest", ear)) {
                await().atMost(LIMIT).until(() -> hearer.heard() > bytes);
            }
        }
        Path file = Files.write(dir.resolve("heard." + format), ear.all());

        String said = Tool.run(
                        LIMIT,
                        "ffmpeg",
                        "-hide_banner",
                        "-i",
                        file.toString(),
                        "-af",
                        "volumedetect",
                        "-f",
                        "null",
                        "-")
                .err();

        assertThat(said).contains("Audio: " + format, "48000 Hz, stereo", "max_volume: -91.0 dB");
        assertThat(Tool.run(LIMIT, "ffmpeg", "-v", "error", "-i", file.toString(), "-f", "null", "-")
                        .err())
                .isEmpty();
    }

    @Test
    void keepsListenersOfAStationThatIsDown() {
        byte[] frames = new byte[384 * 100];
        for (int at = 0; at < frames.length; at += 384) {
            frames[at] = (byte) 0xFF;
            frames[at + 1] = (byte) 0xFB;
            frames[at + 2] = (byte) 0x94;
            frames[at + 40] = (byte) at;
        }
        try (FlakyOrigin origin = FlakyOrigin.serving((request, wire) -> {
                    wire.head("200 OK", "Content-Type: audio/mpeg");
                    wire.send(frames);
                    wire.reset();
                });
                RunningDaemon daemon = RunningDaemon.of("""
                        [source.radio]
                        inputs = ["%s"]
                        fallback = "test:silence"
                        retry = "60s..60s"
                        """.formatted(origin.uri("/radio")))) {
            await().atMost(LIMIT).until(() -> daemon.head("radio") > 0);
            try (Hearer hearer = Hearer.http(daemon.httpPort(), "/radio", Ear.deaf())) {
                await().atMost(LIMIT).until(() -> hearer.heard() > frames.length + 50_000);
                assertThat(hearer.connected()).isTrue();
            }
        }
    }
}
