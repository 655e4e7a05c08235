package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.daemon.output.Output;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs that are the source of a mount of a real Icecast server. */
final class PushIcecastTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path dir = Path.of("");

    private byte[] sound = {};

    @BeforeEach
    void makeSound() throws IOException {
        Path file = dir.resolve("sine.mp3");
        Tool.Result made = Tool.run(
                LIMIT,
                "ffmpeg",
                "-nostdin",
                "-v",
                "error",
                "-f",
                "lavfi",
                "-i",
                "sine=frequency=440:duration=30",
                "-ac",
                "2",
                "-c:a",
                "libmp3lame",
                "-b:a",
                "128k",
                file.toString());
        assertThat(made.err()).isEmpty();
        sound = Files.readAllBytes(file);
    }

    @Test
    void icecastIsGivenTheSoundTheStationAndItsTitlesAndAgainWhenItComesBack() throws IOException {
        int port = Loopback.freePort();
        String keys = "title = \"Radio Eins\"\ngenre = \"Wellen\"\n";
        try (RunningDaemon daemon = RunningDaemon.of(
                        published("icecast://source:hackme@127.0.0.1:" + port + "/live.mp3?bitrate=128", keys));
                Publisher publisher = new Publisher(daemon.httpPort(), sound)) {
            await().atMost(LIMIT).until(() -> push(daemon).detail().contains("refused"));
            assertThat(push(daemon).url()).doesNotContain("hackme");

            try (IcecastServer icecast = IcecastServer.start(dir, port)) {
                await().atMost(LIMIT).until(() -> push(daemon).account().deliveredBytes() > 32_000);
                Tool.Result heard = Tool.run(
                        LIMIT,
                        "ffprobe",
                        "-v",
                        "error",
                        "-show_entries",
                        "stream=codec_name",
                        "-of",
                        "csv=p=0",
                        "http://127.0.0.1:" + port + "/live.mp3");
                assertThat(heard.text()).contains("mp3");
                title(daemon, "Anna%20%C3%84");
                await().atMost(LIMIT).until(() -> icecast.status().contains("Anna \u00c4"));
                assertThat(icecast.status()).contains("Radio Eins", "Wellen", "audio/mpeg", "128");
                title(daemon, "Maria");
                await().atMost(LIMIT).until(() -> icecast.status().contains("Maria"));
            }
            await().atMost(LIMIT).until(() -> !push(daemon).up());

            try (IcecastServer icecast = IcecastServer.start(dir, port)) {
                await().atMost(LIMIT).until(() -> icecast.status().contains("Maria"));
                assertThat(push(daemon).up()).isTrue();
                assertThat(publisher.going()).isTrue();
            }
        }
    }

    @Test
    void oldServersAreSpokenToBySource() throws IOException {
        try (IcecastServer icecast = IcecastServer.start(dir);
                RunningDaemon daemon = RunningDaemon.of(
                        published("icecast://:hackme@127.0.0.1:" + icecast.port() + "/old.mp3?protocol=source", ""));
                Publisher publisher = new Publisher(daemon.httpPort(), sound)) {

            await().atMost(LIMIT).until(() -> push(daemon).account().deliveredBytes() > 32_000);

            assertThat(icecast.status()).contains("/old.mp3");
            assertThat(publisher.going()).isTrue();
        }
    }

    @Test
    void wrongPasswordIsToldAndTriedSlowly() throws IOException {
        try (IcecastServer icecast = IcecastServer.start(dir);
                RunningDaemon daemon = RunningDaemon.of(published(
                        "icecast://source:wrong@127.0.0.1:" + icecast.port() + "/live.mp3?retry=100ms..1h", ""));
                Publisher publisher = new Publisher(daemon.httpPort(), sound)) {

            await().atMost(LIMIT).until(() -> push(daemon).detail().contains("answered 401"));

            assertThat(push(daemon).detail()).contains("the user and password that it knows");
            assertThat(push(daemon).detail()).doesNotContain("failed");
            assertThat(push(daemon).account().deliveredBytes()).isZero();
            assertThat(publisher.going()).isTrue();
        }
    }

    @Test
    void aMountInUseIsToldAndTriedSlowly() throws IOException {
        try (IcecastServer icecast = IcecastServer.start(dir);
                RunningDaemon daemon = RunningDaemon.of("""
                        [source.radio]
                        inputs = ["publish:"]
                        outputs = [{ url = "%1$s", name = "one" }, { url = "%1$s", name = "other" }]
                        """.formatted(
                                "icecast://source:hackme@127.0.0.1:" + icecast.port() + "/live.mp3?retry=100ms..1h"));
                Publisher publisher = new Publisher(daemon.httpPort(), sound)) {

            await().atMost(LIMIT)
                    .until(() -> pushes(daemon).anyMatch(push -> push.detail().contains("answered 403")));

            assertThat(pushes(daemon).filter(push -> push.detail().contains("answered 403")))
                    .hasSize(1)
                    .allMatch(push -> push.detail().contains("in use") && !push.up());
            assertThat(pushes(daemon).filter(Output::up)).hasSize(1);
            assertThat(publisher.going()).isTrue();
        }
    }

    private static String published(String url, String keys) {
        return """
                [source.radio]
                inputs = ["publish:"]
                outputs = [{ url = "%s"%s }]
                %s""".formatted(url, url.contains("retry") ? "" : ", retry = \"200ms..400ms\"", keys);
    }

    private static void title(RunningDaemon daemon, String encoded) {
        Tool.Result set = Tool.run(
                LIMIT,
                "curl",
                "-s",
                "-f",
                "http://127.0.0.1:" + daemon.httpPort() + "/admin/metadata?mode=updinfo&mount=/radio&song=" + encoded);
        assertThat(set.status()).isZero();
    }

    private static Output push(RunningDaemon daemon) {
        return pushes(daemon).findFirst().orElseThrow();
    }

    private static Stream<Output> pushes(RunningDaemon daemon) {
        return daemon.unit("radio").outputs().stream()
                .filter(output -> output.account().kind().equals("icecast"));
    }

    /** Somebody who publishes a file again and again by Icecast's SOURCE, a little faster than it plays. */
    private static final class Publisher implements AutoCloseable {

        private static final int PIECE = 4096;
        private static final long PIECE_MILLIS = 150;

        private final AtomicBoolean going = new AtomicBoolean(true);
        private final Socket socket;

        Publisher(int port, byte[] sound) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            OutputStream out = socket.getOutputStream();
            out.write("SOURCE /radio HTTP/1.0\r\nContent-Type: audio/mpeg\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Thread thread = new Thread(() -> play(out, sound), "publisher");
            thread.setDaemon(true);
            thread.start();
        }

        boolean going() {
            return going.get();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }

        private void play(OutputStream out, byte[] sound) {
            try {
                for (int at = 0; ; at = at + PIECE >= sound.length ? 0 : at + PIECE) {
                    out.write(sound, at, Math.min(PIECE, sound.length - at));
                    Thread.sleep(PIECE_MILLIS);
                }
            } catch (IOException | InterruptedException over) {
                going.set(false);
            }
        }
    }
}
