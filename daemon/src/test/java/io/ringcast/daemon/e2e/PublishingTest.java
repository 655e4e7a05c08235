package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.daemon.source.SourceState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs that people publish with, over HTTP and raw TCP. */
final class PublishingTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String USER = "dj:geheim";

    @TempDir
    Path dir = Path.of("");

    private int rawPort;
    private RunningDaemon daemon;

    @BeforeEach
    void start() throws IOException {
        rawPort = freePort();
        daemon = RunningDaemon.of("""
                [source.open]
                inputs = ["publish:"]

                [source.locked]
                inputs = [{ url = "publish:", user = "dj", password = "geheim", grace = "1m" }]

                [source.shared]
                inputs = ["publish:?takeover=true"]

                [source.raw]
                inputs = ["tcp://127.0.0.1:%d?listen=true"]
                """.formatted(rawPort));
        await().atMost(LIMIT)
                .until(() -> daemon.units().stream()
                        .allMatch(unit -> unit.status().state() instanceof SourceState.Connecting));
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void curlPutsAShortStringAndAnotherReadsIt() throws IOException {
        Path text = Files.writeString(dir.resolve("text"), "hello, everybody");

        Tool.Result put = curl("-i", "-T", text.toString(), url("/open"));
        await().atMost(LIMIT).until(() -> daemon.status("open").state() instanceof SourceState.Ended);
        Tool.Result read = curl(url("/open?from=oldest"));

        assertThat(put.text()).contains("HTTP/1.1 200 ", "16 bytes taken");
        assertThat(read.text()).isEqualTo("hello, everybody");
    }

    @Test
    void takesABodyInChunksAndKeepsTheStreamOpen() throws IOException {
        Path text = Files.writeString(dir.resolve("text"), "chunked");

        Tool.Result put =
                curl("-i", "-H", "Transfer-Encoding: chunked", "-T", text.toString(), url("/locked"), "-u", USER);
        await().atMost(LIMIT).until(() -> daemon.head("locked") == 7);

        assertThat(put.text()).contains("200 OK", "7 bytes taken");
        assertThat(daemon.status("locked").state()).isInstanceOf(SourceState.Streaming.class);
    }

    @Test
    void asksForUserAndPasswordBeforeOneByteIsTaken() throws IOException {
        Path text = Files.writeString(dir.resolve("text"), "secret");

        Tool.Result without = curl("-i", "-T", text.toString(), url("/locked"));
        Tool.Result wrong = curl("-i", "-u", "dj:falsch", "-T", text.toString(), url("/locked"));

        assertThat(without.text())
                .startsWith("HTTP/1.1 401 ")
                .containsIgnoringCase("www-authenticate: basic")
                .contains("expected");
        assertThat(wrong.text()).startsWith("HTTP/1.1 401 ");
        assertThat(daemon.head("locked")).isZero();
    }

    @Test
    void refusesAWebPageThatHasNoPassword() throws IOException {
        Path text = Files.writeString(dir.resolve("text"), "x");

        Tool.Result put = curl("-i", "-H", "Origin: http://evil.example", "-T", text.toString(), url("/open"));

        assertThat(put.text()).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void saysWhereNothingCanBePublishedAndWhatLengthIsNeeded() throws IOException {
        Path text = Files.writeString(dir.resolve("text"), "x");

        assertThat(curl("-i", "-T", text.toString(), url("/nobody")).text()).startsWith("HTTP/1.1 404 ");
        assertThat(curl("-i", "-X", "PUT", url("/open")).text()).startsWith("HTTP/1.1 411 ");
    }

    @Test
    void aSecondPublisherIsRefusedAndTheFirstGoesOn() throws IOException {
        try (Socket first = source("/locked", USER)) {
            write(first, "first ");
            await().atMost(LIMIT).until(() -> daemon.head("locked") == 6);
            Path text = Files.writeString(dir.resolve("text"), "second");

            Tool.Result second = curl("-i", "-u", USER, "-T", text.toString(), url("/locked"));
            write(first, "goes on");

            assertThat(second.text()).startsWith("HTTP/1.1 409 ").contains("publishes already");
            await().atMost(LIMIT).until(() -> daemon.head("locked") == 13);
        }
    }

    @Test
    void aSecondPublisherTakesOverWhereThatIsAllowed() throws IOException {
        try (Socket first = source("/shared", "x:y");
                Socket second = source("/shared", "x:y")) {
            write(second, "second");

            await().atMost(LIMIT).until(() -> daemon.head("shared") == 6);
            assertThat(first.getInputStream().readAllBytes()).as("closed").isEmpty();
        }
    }

    @Test
    void aPublisherWhoComesBackWithinGraceGoesOnInTheSameStream() throws IOException {
        try (Socket first = source("/locked", USER)) {
            write(first, "one");
            await().atMost(LIMIT).until(() -> daemon.head("locked") == 3);
        }
        Socket second = await().atMost(LIMIT).ignoreExceptions().until(() -> source("/locked", USER), socket -> true);
        try (second) {
            write(second, "two");

            await().atMost(LIMIT).until(() -> daemon.head("locked") == 6);
        }
        assertThat(daemon.status("locked").inputs().get(0).failures()).isZero();
    }

    @Test
    void icecastTitlesNeedTheSamePassword() throws IOException {
        try (Socket publisher = source("/locked", USER)) {
            write(publisher, "sound");
            await().atMost(LIMIT).until(() -> daemon.head("locked") == 5);
            String metadata = url("/admin/metadata?mode=updinfo&mount=/locked&song=Kraftwerk%20-%20Autobahn");

            Tool.Result without = curl("-i", metadata);
            Tool.Result with = curl("-i", "-u", USER, metadata);

            assertThat(without.text()).startsWith("HTTP/1.1 401 ");
            assertThat(with.text()).startsWith("HTTP/1.1 200 ");
            await().atMost(LIMIT)
                    .until(() -> daemon.unit("locked").stream().info().title().equals("Kraftwerk - Autobahn"));
        }
    }

    @Test
    void ffmpegPublishesToIcecast() throws IOException {
        try (Tool ffmpeg = Tool.start(
                "ffmpeg",
                "-v",
                "error",
                "-f",
                "lavfi",
                "-i",
                "sine=d=10",
                "-c:a",
                "libmp3lame",
                "-f",
                "mp3",
                "-content_type",
                "audio/mpeg",
                "icecast://" + USER + "@127.0.0.1:" + daemon.httpPort() + "/locked")) {
            Tool.Result result = ffmpeg.await(LIMIT);

            assertThat(result.err()).isEmpty();
            assertThat(result.status()).isZero();
        }
        await().atMost(LIMIT).until(() -> daemon.head("locked") > 70_000);
        assertThat(daemon.unit("locked").stream().info().mediaType()).isEqualTo("audio/mpeg");
    }

    @Test
    void ffmpegPublishesToARawPortAndNcAfterIt() throws IOException {
        Path film = dir.resolve("film.ts");
        Tool.Result made = Tool.run(
                LIMIT,
                "ffmpeg",
                "-v",
                "error",
                "-f",
                "lavfi",
                "-i",
                "testsrc=s=160x120:d=2",
                "-c:v",
                "mpeg2video",
                "-f",
                "mpegts",
                film.toString());
        assertThat(made.err()).isEmpty();

        Tool.Result ffmpeg = Tool.run(
                LIMIT,
                "ffmpeg",
                "-v",
                "error",
                "-i",
                film.toString(),
                "-c",
                "copy",
                "-f",
                "mpegts",
                "tcp://127.0.0.1:" + rawPort);
        await().atMost(LIMIT).until(() -> daemon.head("raw") > 20_000);
        long before = daemon.head("raw");
        Tool.Result nc = Tool.run(LIMIT, "sh", "-c", "nc -N 127.0.0.1 " + rawPort + " < " + film);

        assertThat(ffmpeg.err()).isEmpty();
        assertThat(nc.status()).isZero();
        await().atMost(LIMIT).until(() -> daemon.head("raw") > before + 20_000);
    }

    /** A source client of Icecast that has been let in. */
    private Socket source(String mount, String user) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), daemon.httpPort());
        socket.setSoTimeout((int) LIMIT.toMillis());
        String credentials = Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
        write(
                socket,
                "SOURCE " + mount + " HTTP/1.0\r\nAuthorization: Basic " + credentials
                        + "\r\nContent-Type: audio/mpeg\r\n\r\n");
        byte[] head = socket.getInputStream().readNBytes("HTTP/1.0 200 OK\r\n\r\n".length());
        String answer = new String(head, StandardCharsets.US_ASCII);
        if (!answer.equals("HTTP/1.0 200 OK\r\n\r\n")) {
            socket.close();
            throw new IOException(answer);
        }
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private String url(String path) {
        return daemon.http(path).toString();
    }

    private static Tool.Result curl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("curl", "-s", "--max-time", "30"));
        command.addAll(List.of(arguments));
        return Tool.run(LIMIT, command.toArray(String[]::new));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
