package io.ringcast.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.client.ScriptedServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Players that are scripts. */
@Timeout(60)
final class PlayCommandTest {

    private static final String TAG = "\"0123456789abcdef\"";

    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void thePlayerGetsEveryByteAlsoBehindACutAndItsStatusIsOurs() throws Exception {
        byte[] bytes = ScriptedServer.counter(0, 2000, 0);
        int broken = 100_000;
        AtomicInteger connections = new AtomicInteger();
        player("cat > '" + folder + "/heard'; exit 7");
        try (ScriptedServer server = new ScriptedServer(c -> {
            String request = ScriptedServer.requestHead(c);
            if (connections.getAndIncrement() == 0) {
                ScriptedServer.send(
                        c,
                        "HTTP/1.1 200 OK",
                        "Content-Length: " + bytes.length,
                        "ETag: " + TAG,
                        "Content-Location: /news?from=@0",
                        "");
                c.getOutputStream().write(bytes, 0, broken);
                return;
            }
            assertThat(request).contains("Range: bytes=" + broken + "-");
            ScriptedServer.send(
                    c,
                    "HTTP/1.1 206 Partial Content",
                    "Content-Length: " + (bytes.length - broken),
                    "ETag: " + TAG,
                    "Content-Range: bytes " + broken + "-9007199254740991/*",
                    "");
            c.getOutputStream().write(bytes, broken, bytes.length - broken);
        })) {
            int code = play(server.http("/news").toString());

            assertThat(code).isEqualTo(7);
            assertThat(Files.readAllBytes(folder.resolve("heard"))).isEqualTo(bytes);
            assertThat(err.toString()).contains("goes on at byte " + broken);
        }
    }

    @Test
    void endsWithThePlayerAlsoWhileTheStreamIsSilent() throws Exception {
        byte[] bytes = ScriptedServer.counter(0, 2, 0);
        player("head -c 100 > /dev/null; exit 3");
        try (ScriptedServer server = new ScriptedServer(c -> {
            ScriptedServer.requestHead(c);
            ScriptedServer.send(c, "HTTP/1.1 200 OK", "Connection: close", "");
            c.getOutputStream().write(bytes);
            ScriptedServer.awaitClose(c);
        })) {
            // Longer than the test may take: nothing but the player ends it.
            int code = play(server.http("/news").toString(), "--stall", "1h");

            assertThat(code).isEqualTo(3);
            assertThat(err.toString()).isEmpty();
        }
    }

    @Test
    void endsThePlayerWhenThereIsNoStream() throws Exception {
        player("cat > /dev/null; exit 0");
        try (ScriptedServer server = new ScriptedServer(c -> {
            ScriptedServer.requestHead(c);
            ScriptedServer.send(c, "HTTP/1.1 404 Not Found", "Content-Length: 0", "");
        })) {
            int code = play(server.http("/news").toString());

            assertThat(code).isEqualTo(69);
            assertThat(err.toString()).contains("answered 404");
        }
    }

    @Test
    void saysThatThereIsNoPlayer() {
        int code = play("http://127.0.0.1:1/news");

        assertThat(code).isEqualTo(69);
        assertThat(err.toString()).contains("no player: neither ffplay nor mpv in PATH (expected: one of them");
    }

    private int play(String... arguments) {
        String[] all = Arrays.copyOf(new String[] {"play"}, arguments.length + 1);
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Main.run(
                all,
                Map.of("PATH", folder.toString()),
                OutputStream.nullOutputStream(),
                new PrintWriter(new StringWriter()),
                new PrintWriter(err, true));
    }

    private void player(String script) throws IOException {
        Path file = Files.writeString(folder.resolve("ffplay"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
