package io.ringcast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringcast.protocol.api.DeliveryView;
import io.ringcast.protocol.api.EndView;
import io.ringcast.protocol.api.Json;
import io.ringcast.protocol.api.ListenerView;
import io.ringcast.protocol.api.SourceView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RingcastClientTest {

    private static final byte[] BYTES = new byte[1_000_003];

    static {
        new Random(1).nextBytes(BYTES);
    }

    private final RingcastClient client =
            new RingcastClient(Duration.ofSeconds(5), "ringcast/test", Optional.of("s3cret"));
    private final ByteArrayOutputStream sink = new ByteArrayOutputStream();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

    @Test
    void theLiveEdgeIsTheByteBehindTheRangeThatAHeadIsAnswered() throws Exception {
        List<String> requests = new CopyOnWriteArrayList<>();
        try (ScriptedServer server = new ScriptedServer(c -> {
            requests.add(ScriptedServer.requestHead(c));
            ScriptedServer.send(
                    c,
                    "HTTP/1.1 206 Partial Content",
                    "Content-Range: bytes 188-375/*",
                    "ETag: \"0123456789abcdef\"",
                    "Connection: close",
                    "");
        })) {
            assertThat(client.edge(server.http("/news"))).contains(new ListenPosition("\"0123456789abcdef\"", 376));
            assertThat(requests.get(0)).startsWith("HEAD /news ").contains("Range: bytes=0-\r\n");
        }
    }

    @Test
    void aServerWithoutRangesOnLiveContentDoesNotSayWhereItsEdgeIs() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> {
            ScriptedServer.requestHead(c);
            ScriptedServer.send(c, "HTTP/1.1 200 OK", "Connection: close", "");
        })) {
            assertThat(client.edge(server.http("/news"))).isEmpty();
        }
    }

    @Test
    void aTcpStreamArrivesExactlyAndEndsWithTheConnection() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> c.getOutputStream().write(BYTES))) {
            long total = client.listen(server.tcp(), sink);

            assertThat(total).isEqualTo(BYTES.length);
            assertThat(sink.toByteArray()).isEqualTo(BYTES);
        }
    }

    @Test
    void aTcpStreamThatIsResetWasCut() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        OutputStream telling = new OutputStream() {
            @Override
            public void write(int b) {
                arrived.countDown();
            }
        };
        try (ScriptedServer server = new ScriptedServer(c -> {
            c.getOutputStream().write(7);
            // A reset would take away what has not been read.
            awaitUninterruptibly(arrived);
            ScriptedServer.reset(c);
        })) {
            assertThatThrownBy(() -> client.listen(server.tcp(), telling))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("was cut after 1 bytes");
        }
    }

    @Test
    void anHttpBodyUntilCloseArrivesExactly() throws Exception {
        try (ScriptedServer server = http("HTTP/1.0 200 OK", "Content-Type: video/mp2t", "")) {
            assertThat(client.listen(server.http("/news?from=live"), sink)).isEqualTo(BYTES.length);

            assertThat(sink.toByteArray()).isEqualTo(BYTES);
            assertThat(requests.take())
                    .startsWith("GET /news?from=live HTTP/1.1\r\n")
                    .contains("User-Agent: ringcast/test\r\n")
                    .doesNotContainIgnoringCase("Upgrade")
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void aChunkedHttpBodyArrivesExactly() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> {
            ScriptedServer.requestHead(c);
            ScriptedServer.send(c, "HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "");
            for (int at = 0; at < BYTES.length; at += 65_521) {
                int length = Math.min(65_521, BYTES.length - at);
                ScriptedServer.send(c, Integer.toHexString(length));
                c.getOutputStream().write(BYTES, at, length);
                ScriptedServer.send(c, "");
            }
            ScriptedServer.send(c, "0", "");
        })) {
            client.listen(server.http("/news"), sink);

            assertThat(sink.toByteArray()).isEqualTo(BYTES);
        }
    }

    @Test
    void anHttpBodyShorterThanItsLengthWasCut() throws Exception {
        try (ScriptedServer server = http("HTTP/1.1 200 OK", "Content-Length: 2000000", "")) {
            assertThatThrownBy(() -> client.listen(server.http("/film"), sink))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining(" bytes");
            // A cut may take what was under way with it; what came is exact.
            assertThat(sink.size()).isPositive();
            assertThat(BYTES).startsWith(sink.toByteArray());
        }
    }

    @Test
    void aChunkedHttpBodyWithoutItsLastChunkWasCut() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> {
            ScriptedServer.requestHead(c);
            ScriptedServer.send(c, "HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "3", "abc");
        })) {
            assertThatThrownBy(() -> client.listen(server.http("/news"), sink))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("was cut after 3 bytes");
        }
    }

    @Test
    void aRefusalIsTheStatusAndItsFirstLine() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> {
            ScriptedServer.requestHead(c);
            ScriptedServer.send(c, "HTTP/1.1 404 Not Found", "Content-Length: 22", "", "no such stream", "others:");
        })) {
            URI stream = server.http("/nothing");

            assertThatThrownBy(() -> client.listen(stream, sink))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessage(stream + " answered 404: no such stream");
            assertThat(sink.size()).isZero();
        }
    }

    @Test
    void aPortWithoutAServerIsUnavailable() throws Exception {
        int port = freePort();

        for (String scheme : List.of("tcp", "http")) {
            assertThatThrownBy(() -> client.listen(URI.create(scheme + "://127.0.0.1:" + port), sink))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageStartingWith("cannot connect to " + scheme + "://127.0.0.1:" + port + ": ")
                    .message()
                    .containsIgnoringCase("connection refused");
        }
    }

    @Test
    void aSinkThatFailsIsToldApartFromTheStream() throws Exception {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        try (ScriptedServer server = new ScriptedServer(c -> c.getOutputStream().write(BYTES))) {
            assertThatThrownBy(() -> client.listen(server.tcp(), full))
                    .isInstanceOf(SinkException.class)
                    .hasMessage("No space left on device");
        }
    }

    @Test
    void otherKindsOfUrlAreTheCallersError() {
        for (String url : List.of("udp://239.0.0.1:1234", "tcp://host", "news", "tcp:5000")) {
            assertThatThrownBy(() -> client.listen(URI.create(url), sink))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(url)
                    .hasMessageContaining("expected: tcp://host:port");
        }
    }

    @Test
    void asksTheAdminApi() throws Exception {
        SourceView source = new SourceView(
                "news",
                "streaming",
                "",
                "mpegts",
                "",
                "Ä",
                List.of(),
                List.of(),
                "00",
                0,
                1,
                2,
                3,
                4,
                5,
                6,
                Optional.of("Ö"));
        try (ScriptedServer server = answering(Json.write(List.of(source)))) {
            assertThat(client.sources(server.http("/"))).containsExactly(source);

            assertThat(requests.take())
                    .startsWith("GET /api/v1/sources HTTP/1.1\r\n")
                    .contains("Authorization: Bearer s3cret\r\n");
        }
        ListenerView listener = new ListenerView(
                1,
                "news",
                "tcp",
                "tcp",
                "[::1]:1",
                "",
                "",
                1,
                "skip",
                2,
                3,
                4,
                5,
                6,
                new DeliveryView(0, Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.empty()));
        try (ScriptedServer server = answering(Json.write(List.of(listener)))) {
            assertThat(client.listeners(server.http(""))).containsExactly(listener);

            assertThat(requests.take()).startsWith("GET /api/v1/listeners HTTP/1.1\r\n");
        }
        EndView end = new EndView(listener, "", "lapped", Optional.empty(), "fell behind");
        try (ScriptedServer server = answering(Json.write(List.of(end)))) {
            assertThat(client.ends(server.http(""), Optional.of("a b"), Optional.of("lapped"), 7))
                    .containsExactly(end);

            assertThat(requests.take()).startsWith("GET /api/v1/ends?limit=7&source=a+b&reason=lapped HTTP/1.1\r\n");
        }
    }

    @Test
    void anAnswerThatIsNotTheApisIsUnavailable() throws Exception {
        try (ScriptedServer server = answering("<html>")) {
            assertThatThrownBy(() -> client.sources(server.http("")))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("/api/v1/sources gave no answer that is understood: character 1: <");
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private ScriptedServer http(String... head) throws IOException {
        return new ScriptedServer(c -> {
            requests.add(ScriptedServer.requestHead(c));
            ScriptedServer.send(c, head);
            c.getOutputStream().write(BYTES);
        });
    }

    private ScriptedServer answering(String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return new ScriptedServer(c -> {
            requests.add(ScriptedServer.requestHead(c));
            ScriptedServer.send(c, "HTTP/1.1 200 OK", "Content-Length: " + body.length, "");
            c.getOutputStream().write(body);
            ScriptedServer.awaitClose(c);
        });
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }
}
