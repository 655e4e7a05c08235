package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A station of a real Icecast server: its sound comes through without the titles in it, and its titles are known. */
final class IcecastTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path dir = Path.of("");

    @Test
    void soundComesWithoutTheTitlesAndTitlesAreKnown() throws IOException {
        try (IcecastServer icecast = IcecastServer.start(dir)) {
            int port = icecast.port();
            try (Tool ffmpeg = sine(port);
                    RunningDaemon daemon = RunningDaemon.of("""
                            [source.radio]
                            inputs = ["http://127.0.0.1:%d/radio.mp3"]
                            outputs = ["tcp://127.0.0.1:0"]
                            join = "oldest"
                            retry = "200ms..500ms"
                            """.formatted(port))) {
                Ear.Memory memory = new Ear.Memory();
                await().atMost(LIMIT)
                        .until(() -> daemon.status("radio").state().word().equals("streaming"));
                try (Hearer listener = Hearer.tcp(daemon.tcpPort("radio"), memory)) {

                    setTitle(port, "Anna");
                    await().atMost(LIMIT).until(() -> title(daemon).equals("Anna"));
                    setTitle(port, "Maria");
                    await().atMost(LIMIT).until(() -> title(daemon).equals("Maria"));
                    long known = listener.heard();
                    await().atMost(LIMIT).until(() -> listener.heard() > known + 64_000);
                }

                assertThat(daemon.unit("radio").stream().info().mediaType()).isEqualTo("audio/mpeg");
                assertThat(icecast.running() && ffmpeg.running()).isTrue();
                assertDecodesWithoutAWord(memory.all());
            }
        }
    }

    private void assertDecodesWithoutAWord(byte[] sound) throws IOException {
        assertThat(new String(sound, StandardCharsets.ISO_8859_1)).doesNotContain("StreamTitle");
        Path file = dir.resolve("radio.mp3");
        Files.write(file, sound);
        Tool.Result decoded =
                Tool.run(LIMIT, "ffmpeg", "-nostdin", "-v", "error", "-i", file.toString(), "-f", "null", "-");
        // Opaque bytes are joined anywhere: the first frame may refer to bits of one before it.
        assertThat(decoded.err().lines().filter(line -> !line.contains("invalid new backstep")))
                .isEmpty();
        assertThat(decoded.status()).isZero();
    }

    /** A tone for ever, of 128 kbit/s, at twice real time. */
    private static Tool sine(int port) {
        return Tool.start(
                "ffmpeg",
                "-nostdin",
                "-v",
                "error",
                "-readrate",
                "2",
                "-f",
                "lavfi",
                "-i",
                "sine=frequency=440",
                "-ac",
                "2",
                "-c:a",
                "libmp3lame",
                "-b:a",
                "128k",
                "-f",
                "mp3",
                "-content_type",
                "audio/mpeg",
                "icecast://source:hackme@127.0.0.1:" + port + "/radio.mp3");
    }

    private static void setTitle(int port, String title) {
        Tool.Result set = Tool.run(
                LIMIT,
                "curl",
                "-s",
                "-f",
                "-u",
                "admin:hackme",
                "http://127.0.0.1:" + port + "/admin/metadata?mount=/radio.mp3&mode=updinfo&song=" + title);
        assertThat(set.status()).isZero();
    }

    private static String title(RunningDaemon daemon) {
        return daemon.unit("radio").stream().info().title();
    }
}
