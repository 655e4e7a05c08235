package io.ringcast.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.client.ScriptedServer;
import io.ringcast.protocol.api.DeliveryView;
import io.ringcast.protocol.api.EndView;
import io.ringcast.protocol.api.Json;
import io.ringcast.protocol.api.ListenerView;
import io.ringcast.protocol.api.SourceView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    private static final SourceView NEWS =
            source("news", "streaming", "mpegts", 1_500_000, 30, 12, "Tägliche Nachrichten");
    private static final SourceView EVIL =
            source("x", "backing-off", "", 0, 0, 0, "\u001b]0;pwned\u0007\u202e title\n");
    private static final ListenerView LISTENER = new ListenerView(
            17,
            "news",
            "lan",
            "tcp",
            "[::1]:4711",
            "VLC/3",
            "2026-01-02T03:04:05Z",
            3725,
            "skip",
            5_000_000,
            4096,
            0.25,
            2,
            9,
            new DeliveryView(
                    12,
                    Optional.of(140_000L),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.of(new DeliveryView.TcpView(
                            0, 40.25, 2, 7, 1, 10, 1448, Optional.of(3L), Optional.empty(), 20, true))));
    private static final ListenerView UNKNOWN = new ListenerView(
            18,
            "news",
            "lan",
            "tcp",
            "[::1]:4712",
            "",
            "",
            5,
            "drop",
            0,
            0,
            0,
            0,
            0,
            new DeliveryView(0, Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.empty()));

    private final ByteArrayOutputStream raw = new ByteArrayOutputStream();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> environment = new HashMap<>();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

    @Test
    void listenWritesTheBytesAndNothingElse() throws Exception {
        byte[] bytes = ScriptedServer.counter(0, 2000, 0);
        try (ScriptedServer server = new ScriptedServer(c -> c.getOutputStream().write(bytes))) {
            int code = run(raw, "listen", server.tcp().toString());

            assertThat(code).isZero();
            assertThat(raw.toByteArray()).isEqualTo(bytes);
            assertThat(out.toString() + err).isEmpty();
        }
    }

    @Test
    void listenEndsQuietlyWhenNobodyReadsItsOutput() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> c.getOutputStream().write(new byte[100_000]))) {
            int code = run(failing("Broken pipe"), "listen", server.tcp().toString());

            assertThat(code).isZero();
            assertThat(out.toString() + err).isEmpty();
        }
    }

    @Test
    void listenSaysWhyItCannotWrite() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> c.getOutputStream().write(new byte[100_000]))) {
            int code = run(
                    failing("No space left on device"), "listen", server.tcp().toString());

            assertThat(code).isEqualTo(69);
            assertThat(err).hasToString(lines("ringcast listen: cannot write: No space left on device"));
        }
    }

    @Test
    void listenToWhatIsNotThereIsUnavailableInOneLine() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> {
            ScriptedServer.requestHead(c);
            ScriptedServer.send(c, "HTTP/1.1 404 Not Found", "Content-Length: 0", "");
        })) {
            int code = run(raw, "listen", server.http("/x").toString());

            assertThat(code).isEqualTo(69);
            assertThat(err).hasToString(lines("ringcast listen: " + server.http("/x") + " answered 404"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "listn",
                "listen",
                "listen udp://239.0.0.1:1",
                "listen http://[",
                "listen tcp://h:1 --connect-timeout soon",
                "status --admin localhost:8001",
                "status --what",
                "ends -n 0",
                "probe",
                "probe ftp://127.0.0.1/x",
                "probe udp://host:1234",
                "probe x.ts --for soon",
                "bench tcp://127.0.0.1:1 -n 0",
                "bench tcp://127.0.0.1:1 -n many",
                "bench ftp://127.0.0.1:1",
                "bench tcp://127.0.0.1:1 -n 10 --stopped 6 --slow 5",
                "bench tcp://127.0.0.1:1 --slow 1 --slow-rate fast",
                "bench tcp://127.0.0.1:1 --receive-buffer 8GiB",
                "bench tcp://127.0.0.1:1 --addresses 251",
                "bench udp://host:1234",
                "bench udp://:1234 -n 2",
                "bench udp://@239.255.0.1:1234 -n 3 --stopped 1",
                "bench udp://@239.255.0.1:1234 --plot load.svg",
            })
    void wrongUsageIs64WithAHintOnStandardError(String arguments) {
        int code = run(raw, arguments.isEmpty() ? new String[0] : arguments.split(" "));

        assertThat(code).isEqualTo(64);
        assertThat(err.toString()).startsWith("ringcast").containsAnyOf("--help'", "Did you mean");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpHasAnExample(String command) {
        int code = run(raw, (command + "--help").split(" "));

        assertThat(code).isZero();
        assertThat(out.toString()).contains("Example").contains("  ringcast " + command.strip());
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
    }

    /** All that are for users, and none. */
    private static Stream<String> commands() {
        return Stream.concat(
                Stream.of(""),
                Main.model().getSubcommands().entrySet().stream()
                        .filter(entry -> !entry.getValue()
                                .getCommandSpec()
                                .usageMessage()
                                .hidden())
                        .filter(entry -> entry.getKey().equals(entry.getValue().getCommandName()))
                        .map(entry -> entry.getKey() + " "));
    }

    @Test
    void recordSaysAsJsonWhatItGot(@TempDir Path folder) throws Exception {
        byte[] bytes = ScriptedServer.counter(0, 2000, 0);
        try (ScriptedServer server = new ScriptedServer(c -> {
            ScriptedServer.requestHead(c);
            ScriptedServer.send(c, "HTTP/1.1 200 OK", "Content-Length: " + bytes.length, "");
            c.getOutputStream().write(bytes);
        })) {
            Path file = folder.resolve("news.ts");

            int code = run(raw, "record", server.http("/news").toString(), file.toString(), "--json");

            assertThat(code).isZero();
            assertThat(out).hasToString(lines("{\"bytes\":" + bytes.length + ",\"cuts\":0,\"gaps\":0}"));
            assertThat(err.toString()).isEmpty();
            assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        }
    }

    @Test
    void statusIsAnAlignedTable() throws Exception {
        try (ScriptedServer server = admin(Json.write(List.of(NEWS, EVIL)))) {
            int code = run(raw, "status", "--admin", server.http("").toString());

            assertThat(code).isZero();
            assertThat(out)
                    .hasToString(lines(
                            "NAME  STATE        FORMAT        RATE  LISTENERS    RING  TITLE",
                            "news  streaming    mpegts  400 kbit/s         12  30.0 s  Tägliche Nachrichten",
                            "x     backing-off                              0  0.00 s  ?]0;pwned?? title?",
                            "",
                            "news: only who?listens",
                            "x: backing-off: refused: nobody listens",
                            "x: udp://239.255.0.1:1234 is down: not MPEG-TS: filter = \"mpegts\" makes it that"));
            assertThat(requests.take()).startsWith("GET /api/v1/sources ");
        }
    }

    @Test
    void statusOfOneSourceShowsItsInputsAndOutputs() throws Exception {
        try (ScriptedServer server = admin(Json.write(List.of(NEWS, EVIL)))) {
            int code = run(raw, "status", "x", "--admin", server.http("").toString());

            assertThat(code).isZero();
            assertThat(out.toString())
                    .doesNotContain("news")
                    .endsWith(lines(
                            "refused: nobody listens",
                            "",
                            "#  INPUT               STATE    FAILURES",
                            "0  http://a.example/x                  3",
                            "1  http://b.example/x  standby         0",
                            "",
                            "OUTPUT                  STATE  LISTENERS  DETAIL",
                            "udp://239.255.0.1:1234  down           0  not MPEG-TS: filter = \"mpegts\" makes it that",
                            "",
                            "input 0 failed last because of refused: nobody listens"));
        }
    }

    @Test
    void statusOfASourceThatIsNotThereNamesThoseThatAre() throws Exception {
        try (ScriptedServer server = admin(Json.write(List.of(NEWS, EVIL)))) {
            int code = run(raw, "status", "nows", "--admin", server.http("").toString());

            assertThat(code).isEqualTo(69);
            assertThat(err.toString()).contains("no source 'nows' (expected one of [news, x])");
        }
    }

    @Test
    void statusAsJsonIsWhatTheApiSaid() throws Exception {
        try (ScriptedServer server = admin(Json.write(List.of(NEWS, EVIL)))) {
            environment.put("RINGCAST_ADMIN", server.http("").toString());
            environment.put("RINGCAST_TOKEN", "s3cret");

            int code = run(raw, "status", "--json");

            assertThat(code).isZero();
            assertThat(Json.readList(out.toString(), SourceView.class)).containsExactly(NEWS, EVIL);
            assertThat(requests.take()).contains("Authorization: Bearer s3cret\r\n");
        }
    }

    @Test
    void listenersIsAnAlignedTable() throws Exception {
        try (ScriptedServer server = admin(Json.write(List.of(LISTENER, UNKNOWN)))) {
            int code = run(raw, "listeners", "--admin", server.http("").toString());

            assertThat(code).isZero();
            assertThat(out)
                    .hasToString(
                            lines(
                                    "ID  SOURCE  OUTPUT  REMOTE          FOR  POLICY    BYTES        RATE     LAG  STALLED      RTT  SKIPS  AGENT",
                                    "17  news    lan     [::1]:4711  1:02:05  skip    4.8 MiB  1.1 Mbit/s  0.25 s   12.0 s  40.3 ms      2  VLC/3",
                                    "18  news    lan     [::1]:4712   5.00 s  drop        0 B           -  0.00 s   0.00 s        -      0"));
        }
    }

    @Test
    void endsIsAnAlignedTableOfWhatWasAskedFor() throws Exception {
        EndView slow =
                new EndView(LISTENER, "2026-01-02T03:05:05.123Z", "lapped", Optional.of("peer"), "stopped reading");
        EndView gone = new EndView(UNKNOWN, "", "peer-closed", Optional.empty(), "closed");
        try (ScriptedServer server = admin(Json.write(List.of(slow, gone)))) {
            int code = run(
                    raw,
                    "ends",
                    "--source",
                    "news",
                    "--reason",
                    "lapped",
                    "-n",
                    "3",
                    "--admin",
                    server.http("").toString());

            assertThat(code).isZero();
            assertThat(out)
                    .hasToString(
                            lines(
                                    "UTC       SOURCE  OUTPUT  REMOTE          FOR    BYTES     LAG  SKIPS  REASON       SIDE  DETAIL",
                                    "03:05:05  news    lan     [::1]:4711  1:02:05  4.8 MiB  0.25 s      2  lapped       peer  stopped reading",
                                    "          news    lan     [::1]:4712   5.00 s      0 B  0.00 s      0  peer-closed  -     closed"));
            assertThat(requests.take()).startsWith("GET /api/v1/ends?limit=3&source=news&reason=lapped ");
        }
    }

    @Test
    void aDaemonThatIsNotThereIsUnavailable() throws Exception {
        ScriptedServer gone = new ScriptedServer(c -> {});
        gone.close();

        int code = run(raw, "status", "--admin", gone.http("").toString());

        assertThat(code).isEqualTo(69);
        assertThat(err.toString())
                .isEqualToIgnoringCase(lines(
                        "ringcast status: cannot connect to " + gone.http("/api/v1/sources") + ": connection refused"));
    }

    @Test
    void probeSaysWhatAStreamIs() throws Exception {
        byte[] packets = ScriptedServer.counter(0, 2000, 0);
        try (ScriptedServer server = new ScriptedServer(c -> c.getOutputStream().write(packets))) {
            int code = run(raw, "probe", server.tcp().toString());

            assertThat(code).isZero();
            assertThat(out.toString())
                    .startsWith(server.tcp() + "\nformat      ")
                    .contains("\nread        ");
            out.getBuffer().setLength(0);

            assertThat(run(raw, "probe", "--json", server.tcp().toString())).isZero();
            assertThat(out.toString()).contains("\"bytes\":" + packets.length + ",");
        }
    }

    @Test
    void probeOfWhatIsNotThereIsUnavailableInOneLine() {
        int code = run(raw, "probe", "/does/not/exist.ts");

        assertThat(code).isEqualTo(69);
        assertThat(err.toString())
                .startsWith("ringcast probe: cannot read /does/not/exist.ts: no such file (expected: ");
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void benchOfAnExactStreamThatEndsIsIncomplete() throws Exception {
        try (ScriptedServer server =
                new ScriptedServer(c -> c.getOutputStream().write(ScriptedServer.counter(0, 10, 0)))) {
            int code = run(raw, "bench", server.tcp().toString(), "-n", "2", "-d", "60s");

            assertThat(code).isEqualTo(69);
            assertThat(out.toString())
                    .contains("listeners   2 started, 2 connected, 0 served to the end, 0 silent")
                    .contains(
                            "integrity   0 gaps (0 packets lost), 0 skips (0 packets), 0 repeated, 0 corrupt, 0 resyncs; 2 of 2 verified")
                    .contains("trouble     2 x the stream ended")
                    .contains("INCOMPLETE");
        }
    }

    @Test
    void benchOfAnExactStreamIsOk() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> {
            c.getOutputStream().write(ScriptedServer.counter(0, 10, 0));
            ScriptedServer.awaitClose(c);
        })) {
            int code = run(raw, "bench", server.tcp().toString(), "-n", "3", "-d", "500ms", "--settle", "0s");

            assertThat(out.toString()).contains("OK: every listener got every byte once, in order and whole");
            assertThat(code).isZero();
        }
    }

    @Test
    void benchThatMissesSomethingFailsAlsoInJson() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> {
            c.getOutputStream().write(ScriptedServer.counter(0, 10, 0));
            c.getOutputStream().write(ScriptedServer.counter(11, 10, 0));
        })) {
            int code = run(raw, "bench", server.tcp().toString(), "-n", "2", "--json");

            assertThat(code).isEqualTo(1);
            assertThat(out.toString()).contains("\"inexact\":2").contains("\"gaps\":2,\"lost\":2");
        }
    }

    private int run(OutputStream sink, String... arguments) {
        return Main.run(arguments, environment, sink, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private ScriptedServer admin(String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return new ScriptedServer(c -> {
            requests.add(ScriptedServer.requestHead(c));
            ScriptedServer.send(c, "HTTP/1.1 200 OK", "Content-Length: " + body.length, "");
            c.getOutputStream().write(body);
        });
    }

    private static OutputStream failing(String message) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(message);
            }
        };
    }

    private static String lines(String... lines) {
        return String.join("\n", lines) + "\n";
    }

    private static SourceView source(
            String name, String state, String format, long ringBytes, double ringSeconds, int listeners, String title) {
        return new SourceView(
                name,
                state,
                state.equals("streaming") ? "from input 0" : "refused: nobody listens",
                format,
                "",
                title,
                state.equals("streaming")
                        ? List.of()
                        : List.of(
                                new SourceView.InputView(
                                        0, "http://a.example/x", false, false, 3, "refused: nobody listens"),
                                new SourceView.InputView(1, "http://b.example/x", false, true, 0, "")),
                state.equals("streaming")
                        ? List.of()
                        : List.of(new SourceView.OutputView(
                                "lan",
                                "udp",
                                "udp://239.255.0.1:1234",
                                false,
                                0,
                                "not MPEG-TS: filter = \"mpegts\" makes it that")),
                "00",
                0,
                0,
                ringBytes,
                ringSeconds,
                0,
                0,
                listeners,
                name.equals("news") ? Optional.of("only who\nlistens") : Optional.empty());
    }
}
