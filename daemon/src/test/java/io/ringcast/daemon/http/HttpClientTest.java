package io.ringcast.daemon.http;

import static io.ringcast.daemon.http.TestDownloads.LIMITS;
import static io.ringcast.daemon.http.TestDownloads.coded;
import static io.ringcast.daemon.http.TestDownloads.hasGot;
import static io.ringcast.daemon.http.TestDownloads.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoop;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.transport.TestTransports;
import io.ringcast.daemon.transport.TransportKind;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests, framings, codings, and what goes wrong with them. */
class HttpClientTest {

    private static final String KINDS = "io.ringcast.daemon.transport.TestTransports#kinds";

    private final EventLoop loop = TestTransports.preferred().loops().next();
    private final HttpClient client =
            new HttpClient(TestTransports.preferred(), HttpClient.systemTrust(), "Ringcast/test");

    @AfterEach
    void close() {
        client.close();
        // What a test cancelled or an origin still held is closed by now, or within moments.
        await().ignoreExceptions().untilAsserted(LeakPresenceDetector::check);
    }

    @Test
    void asksWithTheHeadersThatItWasGiven() throws Exception {
        try (RawOrigin origin = new RawOrigin(RawOrigin.saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))) {
            Recording recording = get(request(
                    origin.uri("/a%20b?c=d"),
                    Map.entry("Icy-MetaData", "1"),
                    Map.entry("X-Key", "k"),
                    Map.entry("X-Key", "l")));

            assertThat(recording.text()).isEqualTo("ok");
            assertThat(origin.requests().get(0).lines())
                    .containsExactlyInAnyOrder(
                            "GET /a%20b?c=d HTTP/1.1",
                            "host: 127.0.0.1:" + origin.port(),
                            "Icy-MetaData: 1",
                            "X-Key: k",
                            "X-Key: l",
                            "user-agent: Ringcast/test",
                            "accept: */*",
                            "accept-encoding: gzip, deflate",
                            "connection: close");
            assertThat(recording.head().uri()).isEqualTo(origin.uri("/a%20b?c=d"));
        }
    }

    @Test
    void resumesAtAnOffsetOfTheSameRepresentation() throws Exception {
        try (RawOrigin origin = new RawOrigin(RawOrigin.saying(
                "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5\r\n\r\n56789"))) {
            Recording recording = get(new DownloadRequest(
                    origin.uri("/"),
                    List.of(),
                    Optional.of(new DownloadRequest.Credentials.Bearer("t0ken")),
                    Optional.empty(),
                    Optional.of(new DownloadRequest.Resume(5, Optional.of("\"tag\""))),
                    LIMITS));

            assertThat(recording.text()).isEqualTo("56789");
            assertThat(recording.head().status()).isEqualTo(206);
            RawOrigin.Request sent = origin.requests().get(0);
            assertThat(sent.header("range")).hasValue("bytes=5-");
            assertThat(sent.header("if-range")).hasValue("\"tag\"");
            assertThat(sent.header("accept-encoding")).hasValue("identity");
            assertThat(sent.header("authorization")).hasValue("Bearer t0ken");
        }
    }

    @Test
    void asksForAHeadAloneAndWaitsForNoBodyWhateverLengthItSays() throws Exception {
        try (RawOrigin origin = new RawOrigin(RawOrigin.saying(
                "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 5-9/*\r\nContent-Length: 5\r\n\r\n"))) {
            Recording recording = get(new DownloadRequest(
                    DownloadRequest.Method.HEAD,
                    origin.uri("/live"),
                    List.of(Map.entry("Range", "bytes=0-")),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    LIMITS,
                    Destinations.ANY));

            assertThat(recording.head().status()).isEqualTo(206);
            assertThat(recording.text()).isEmpty();
            assertThat(origin.requests().get(0).lines()).contains("HEAD /live HTTP/1.1", "Range: bytes=0-");
        }
    }

    @Test
    void refusesWhatItCannotSendBeforeItStarts() {
        assertThatThrownBy(() -> get(request(URI.create("ftp://origin.example/"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("http or https");
        assertThatThrownBy(() -> get(request(URI.create("http://origin.example/"), Map.entry("X", "a\r\nB: c"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
            HTTP/1.1 200 OK~Content-Length: 5~~hello                              | 5  | false
            HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2~he~3;x=y~llo~0~A: b~~   | -1 | false
            HTTP/1.1 200 OK~~hello                                                | -1 | true
            HTTP/1.0 200 OK~Connection: close~~hello                              | -1 | true
            ICY 200 OK~icy-name: radio~~hello                                     | -1 | true
            HTTP/1.1 100 Continue~~HTTP/1.1 103 Hints~A: b~~HTTP/1.1 200 OK~~hello | -1 | true
            HTTP/1.1 200 OK~Content-Length: 5~~hello and more than that           | 5  | false
            """)
    void readsEveryFramingSplitAnywhere(String response, long length, boolean untilClose) throws Exception {
        byte[] bytes = response.replace("~", "\r\n").getBytes(ISO_8859_1);
        for (int split = 1; split < bytes.length; split += 7) {
            int at = split;
            try (RawOrigin origin = new RawOrigin((request, out, socket) -> {
                out.write(bytes, 0, at);
                out.flush();
                out.write(bytes, at, bytes.length - at);
            })) {
                Recording recording = get(request(origin.uri("/")));

                assertThat(recording.text()).as("split at %d", at).isEqualTo("hello");
                assertThat(recording.head().status()).isEqualTo(200);
                assertThat(recording.head().length())
                        .isEqualTo(length < 0 ? OptionalLong.empty() : OptionalLong.of(length));
                assertThat(recording.head().untilClose()).isEqualTo(untilClose);
            }
        }
    }

    @Test
    void takesLoneLineFeeds() throws Exception {
        try (RawOrigin origin = new RawOrigin(RawOrigin.saying("ICY 200 OK\nicy-metaint: 10\n\nhello"))) {
            Recording recording = get(request(origin.uri("/")));

            assertThat(recording.text()).isEqualTo("hello");
            assertThat(recording.head().headers().get("icy-metaint")).isEqualTo("10");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void knowsResponsesWithoutABody(int status) throws Exception {
        try (RawOrigin origin = new RawOrigin((request, out, socket) -> {
            RawOrigin.write(out, "HTTP/1.1 " + status + " X\r\nETag: \"a\"\r\n\r\n");
            untilClientLeaves(socket);
        })) {
            Recording recording = get(request(origin.uri("/")));

            assertThat(recording.body()).isEmpty();
            assertThat(recording.head().length()).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "deflate", "raw deflate", "gzip twice", "gzip padded"})
    void undoesContentCodings(String coding) throws Exception {
        byte[] plain = new byte[300_000];
        new Random(7).nextBytes(plain);
        Arrays.fill(plain, 1000, 200_000, (byte) 'a');
        byte[] coded = coded(coding, plain);
        try (RawOrigin origin = new RawOrigin((request, out, socket) -> {
            RawOrigin.write(
                    out,
                    "HTTP/1.1 200 OK\r\nContent-Encoding: "
                            + coding.replace("raw ", "").split(" ")[0] + "\r\nContent-Length: " + coded.length
                            + "\r\n\r\n");
            for (int i = 0; i < coded.length; i += i < 40 ? 1 : 5000) {
                out.write(coded, i, Math.min(coded.length - i, i < 40 ? 1 : 5000));
                out.flush();
            }
        })) {
            Recording recording = get(request(origin.uri("/")));

            assertThat(recording.body()).isEqualTo(plain);
            assertThat(recording.head().length()).isEmpty();
        }
    }

    @Test
    void givesAnErrorBodyUpToItsBound() throws Exception {
        try (RawOrigin origin = new RawOrigin((request, out, socket) -> {
            RawOrigin.write(out, "HTTP/1.1 404 Not Found\r\n\r\n");
            while (true) {
                out.write(new byte[10_000]);
            }
        })) {
            Recording recording = get(request(origin.uri("/")));

            assertThat(recording.body()).hasSize(64 << 10);
            assertThat(recording.head().status()).isEqualTo(404);
        }
    }

    @Test
    void saysAnErrorWhoseBodyIsUnreadable() throws Exception {
        try (RawOrigin origin = new RawOrigin(
                RawOrigin.saying("HTTP/1.1 503 Busy\r\nContent-Encoding: br\r\nContent-Length: 3\r\n\r\nxyz"))) {
            Recording recording = get(request(origin.uri("/")));

            assertThat(recording.body()).isEmpty();
            assertThat(recording.head().status()).isEqualTo(503);
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void downloadsMegabytesOverEveryTransport(TransportKind kind) throws Exception {
        byte[] plain = new byte[8 << 20];
        new Random(3).nextBytes(plain);
        try (RawOrigin origin = new RawOrigin((request, out, socket) -> {
                    RawOrigin.write(out, "HTTP/1.1 200 OK\r\n\r\n");
                    out.write(plain);
                });
                HttpClient other = new HttpClient(TestTransports.of(kind), HttpClient.systemTrust(), "x")) {
            EventLoop on = TestTransports.of(kind).loops().next();
            Recording recording = new Recording(on);
            other.get(on, request(origin.uri("localhost", "/")), recording);

            assertThat(Arrays.equals(recording.body(), plain)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void tellsAResetFromATruncationFromAnEnd(TransportKind kind) throws Exception {
        AtomicReference<Recording> current = new AtomicReference<>();
        try (RawOrigin origin = new RawOrigin((request, out, socket) -> {
                    RawOrigin.write(
                            out,
                            "HTTP/1.1 200 OK\r\n"
                                    + (request.target().startsWith("/length") ? "Content-Length: 9\r\n" : "")
                                    + (request.target().startsWith("/chunk") ? "Transfer-Encoding: chunked\r\n" : "")
                                    + "\r\n"
                                    + (request.target().startsWith("/chunk") ? "3\r\nabc\r\n" : "abc"));
                    if (request.target().endsWith("reset")) {
                        // A reset overtakes what was written before it and not read yet.
                        await().until(() -> hasGot(current, 3));
                        socket.setSoLinger(true, 0);
                    }
                });
                HttpClient other = new HttpClient(TestTransports.of(kind), HttpClient.systemTrust(), "x")) {
            for (String path : List.of("/length", "/chunk", "/length-reset", "/chunk-reset", "/close-reset")) {
                EventLoop on = TestTransports.of(kind).loops().next();
                Recording recording = new Recording(on);
                current.set(recording);
                other.get(on, request(origin.uri(path)), recording);

                assertThat(recording.failure().kind())
                        .as(path)
                        .isEqualTo(
                                path.endsWith("reset") ? DownloadFailure.Kind.RESET : DownloadFailure.Kind.TRUNCATED);
                assertThat(recording.soFar()).as(path).isEqualTo("abc".getBytes(ISO_8859_1));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GARBAGE without any sense at all~~        | BAD_RESPONSE
            HTTP/1.1 200 OK~Content-Length: many~~    | BAD_RESPONSE
            HTTP/1.1 200 OK~Content-Length: 1~Content-Length: 2~~ | BAD_RESPONSE
            HTTP/1.1 200 OK~Transfer-Encoding: chunked~~zz~hello~ | BAD_RESPONSE
            HTTP/1.1 200 OK~Content-Encoding: br~~x   | BAD_CODING
            HTTP/1.1 200 OK~Content-Encoding: gzip, gzip~~x | BAD_CODING
            HTTP/1.1 200 OK~Content-Encoding: gzip~~this is not gzip | BAD_CODING
            HTTP/1.1 200 OK~Transfer-Encoding: gzip, chunked~~0~~ | BAD_CODING
            HTTP/1.1 206 Part~Content-Encoding: gzip~~x | BAD_CODING
            HTTP/1.1 200 O                            | RESET
            HTTP/1.1 200 OK~Server: x                 | RESET
            """)
    void saysWhatIsWrongWithAResponse(String response, DownloadFailure.Kind kind) throws Exception {
        try (RawOrigin origin = new RawOrigin(RawOrigin.saying(response.replace("~", "\r\n")))) {
            DownloadFailure failure = get(request(origin.uri("/secret-path"))).failure();

            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.detail()).isNotEmpty().doesNotContain("secret-path", "\n");
        }
    }

    @Test
    void tellsABodyThatEndsInsideItsCoding() throws Exception {
        byte[] coded = coded("gzip", "hello hello hello".getBytes(ISO_8859_1));
        try (RawOrigin origin = new RawOrigin((request, out, socket) -> {
            boolean length = request.target().equals("/length");
            RawOrigin.write(
                    out,
                    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                            + (length ? "Content-Length: " + (coded.length - 4) + "\r\n\r\n" : "\r\n"));
            out.write(coded, 0, coded.length - 4);
        })) {
            assertThat(get(request(origin.uri("/length"))).failure().kind()).isEqualTo(DownloadFailure.Kind.BAD_CODING);
            assertThat(get(request(origin.uri("/"))).failure().kind()).isEqualTo(DownloadFailure.Kind.TRUNCATED);
        }
    }

    @Test
    void endsAnEndlessHead() throws Exception {
        try (RawOrigin origin = new RawOrigin((request, out, socket) -> {
            RawOrigin.write(out, "HTTP/1.1 200 OK\r\n");
            while (true) {
                RawOrigin.write(out, "X-Again: and again and again\r\n");
            }
        })) {
            DownloadFailure failure = get(request(origin.uri("/"))).failure();

            assertThat(failure.kind()).isEqualTo(DownloadFailure.Kind.BAD_RESPONSE);
            assertThat(failure.detail()).contains("too long");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nServer: x\r\n", "HTTP/1.1 100 Continue\r\n\r\n"})
    void givesAHeadOnlySoMuchTime(String begun) throws Exception {
        try (RawOrigin origin = new RawOrigin((request, out, socket) -> {
            RawOrigin.write(out, begun);
            untilClientLeaves(socket);
        })) {
            DownloadFailure failure = get(request(
                            origin.uri("/"),
                            new DownloadRequest.Limits(Duration.ofSeconds(10), Duration.ofMillis(100), 5, false)))
                    .failure();

            assertThat(failure.kind()).isEqualTo(DownloadFailure.Kind.HEADER_TIMEOUT);
        }
    }

    @Test
    void saysThatAConnectionWasRefused() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        DownloadFailure failure =
                get(request(URI.create("http://127.0.0.1:" + port + "/"))).failure();

        assertThat(failure.kind()).isEqualTo(DownloadFailure.Kind.CONNECT);
        assertThat(failure.detail()).contains("http://127.0.0.1:" + port, "refused");
    }

    private Recording get(DownloadRequest request) {
        Recording recording = new Recording(loop);
        client.get(loop, request, recording);
        return recording;
    }

    private static void untilClientLeaves(Socket socket) throws Exception {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
}
