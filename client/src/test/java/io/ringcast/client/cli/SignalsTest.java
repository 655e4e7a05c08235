package io.ringcast.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.client.ScriptedServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command as a process, among others. */
@Timeout(60)
final class SignalsTest {

    /** More than any pipe holds, again and again. */
    private static final byte[] BYTES = ScriptedServer.counter(0, 1000, 0);

    @Test
    void endsQuietlyWhenWhoeverReadsHasSeenEnough() throws Exception {
        try (ScriptedServer server = endless()) {
            Process listen = start(server);

            int read = listen.getInputStream().readNBytes(1000).length;
            listen.getInputStream().close();

            assertThat(listen.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(read).isEqualTo(1000);
            assertThat(listen.exitValue()).isZero();
            assertThat(listen.getErrorStream().readAllBytes()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void endsBySignalsAsAnyProgram(String signal, int status) throws Exception {
        try (ScriptedServer server = endless()) {
            Process listen = start(server);
            listen.getInputStream().readNBytes(1000);

            new ProcessBuilder("kill", "-" + signal, Long.toString(listen.pid()))
                    .start()
                    .waitFor();

            listen.getInputStream().transferTo(OutputStream.nullOutputStream());
            assertThat(listen.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(listen.exitValue()).isEqualTo(status);
            assertThat(listen.getErrorStream().readAllBytes()).isEmpty();
        }
    }

    private static Process start(ScriptedServer server) throws IOException {
        // A build that runs in the background ignores SIGINT, and so would what it starts.
        return new ProcessBuilder(
                        "env",
                        "--default-signal=INT",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "listen",
                        server.http("/news").toString())
                .start();
    }

    private static ScriptedServer endless() throws IOException {
        return new ScriptedServer(c -> {
            ScriptedServer.requestHead(c);
            c.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                c.getOutputStream().write(BYTES);
            }
        });
    }
}
