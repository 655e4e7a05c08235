package io.ringcast.daemon.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.ringcast.daemon.output.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs that send to a web server. */
final class PushHttpTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path dir = Path.of("");

    @TempDir
    Path web = Path.of("");

    @Test
    void itemIsPutWhole() throws IOException {
        byte[] item = item(1_500_000);
        try (Nginx nginx = Nginx.start(web, "");
                RunningDaemon daemon = RunningDaemon.of(source(output(nginx.port(), "/dav/a.bin?per=item")))) {

            await().atMost(LIMIT).until(() -> push(daemon).detail().contains("answered 201"));

            assertThat(Ear.Digest.of(Files.readAllBytes(nginx.file("a.bin")))).isEqualTo(Ear.Digest.of(item));
            assertThat(push(daemon).up()).isTrue();
            assertThat(push(daemon).account().deliveredBytes()).isEqualTo(item.length);
        }
    }

    @Test
    void itemIsPutOverTlsWhenTheCertificateIsTrusted() throws Exception {
        byte[] item = item(300_000);
        X509Bundle certificate = new CertificateBuilder()
                .ecp256()
                .subject("CN=test server")
                .addSanDnsName("localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Path pem = dir.resolve("cert.pem");
        Files.writeString(pem, certificate.getCertificatePEM());
        Path key = dir.resolve("key.pem");
        Files.writeString(key, certificate.getPrivateKeyPEM());
        String tls = "ssl; ssl_certificate " + pem + "; ssl_certificate_key " + key;
        try (Nginx nginx = Nginx.start(web, tls);
                RunningDaemon daemon = RunningDaemon.of(source("""
                        { url = "push+https://localhost:%d/dav/a.bin?per=item", ca-file = "%s", retry = "100ms..200ms" }
                        """.strip().formatted(nginx.port(), pem)))) {

            await().atMost(LIMIT).until(() -> push(daemon).detail().contains("answered 201"));

            assertThat(Ear.Digest.of(Files.readAllBytes(nginx.file("a.bin")))).isEqualTo(Ear.Digest.of(item));
        }
    }

    @Test
    void refusalCostsNoBytesAndIsTold() throws IOException {
        item(400_000);
        try (Nginx nginx = Nginx.start(web, "");
                RunningDaemon daemon = RunningDaemon.of(source(output(nginx.port(), "/small/a.bin?per=item")))) {

            // Chunks tell no length, so that nginx does not know before the first of them; a piece says what it is.
            await().atMost(LIMIT).until(() -> push(daemon).detail().contains("answered 413"));

            assertThat(push(daemon).up()).isFalse();
        }
        try (Nginx nginx = Nginx.start(web, "");
                RunningDaemon daemon = RunningDaemon.of(source(output(nginx.port(), "/small/{n}?flush-bytes=64KiB")))) {

            await().atMost(LIMIT).until(() -> push(daemon).detail().contains("answered 413"));

            assertThat(push(daemon).detail()).contains("a smaller flush-bytes");
            assertThat(push(daemon).account().deliveredBytes()).isZero();
        }
    }

    @Test
    void redirectIsFollowedWithTheWholeBodyAndOthersAreRefused() throws IOException {
        byte[] item = item(400_000);
        try (Nginx nginx = Nginx.start(web, "");
                RunningDaemon daemon = RunningDaemon.of(source(output(nginx.port(), "/moved/a.bin?per=item")))) {

            await().atMost(LIMIT).until(() -> push(daemon).detail().contains("answered 201"));

            assertThat(Ear.Digest.of(Files.readAllBytes(nginx.file("a.bin")))).isEqualTo(Ear.Digest.of(item));
        }
        try (Nginx nginx = Nginx.start(web, "");
                RunningDaemon daemon = RunningDaemon.of(source(output(nginx.port(), "/found/a.bin?per=item")))) {

            await().atMost(LIMIT).until(() -> push(daemon).detail().contains("answered 302"));

            assertThat(push(daemon).detail()).contains("307 and 308 only");
        }
    }

    @Test
    void piecesFollowWithoutGapThoughTheServerFailsTimeAndAgain() throws IOException {
        byte[] item = item(1_000_000);
        Map<Long, byte[]> pieces = new ConcurrentSkipListMap<>();
        AtomicInteger requests = new AtomicInteger();
        AtomicReference<String> query = new AtomicReference<>("");
        try (Server server = new Server(exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    query.set(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                    if (requests.incrementAndGet() % 3 == 0) {
                        return 503;
                    }
                    pieces.put(Long.parseLong(exchange.getRequestHeaders().getFirst("Ringcast-Offset")), body);
                    return 204;
                });
                RunningDaemon daemon = RunningDaemon.of(
                        source(output(server.port(), "/in?token=a&method=POST&flush-bytes=100000&n=1")))) {

            await().atMost(LIMIT).until(() -> length(pieces) == item.length);

            assertThat(Ear.Digest.of(joined(pieces))).isEqualTo(Ear.Digest.of(item));
            assertThat(pieces).hasSize(10);
            assertThat(query.get()).isEqualTo("POST /in?token=a&n=1");
            assertThat(daemon.metrics("ringcast_skipped_bytes_total", "kind=\"push-http\""))
                    .isZero();
        }
    }

    @Test
    void piecesOfTransportStreamAreCutAtTheirIntervalBetweenPackets() {
        Map<Long, byte[]> pieces = new ConcurrentSkipListMap<>();
        try (Server server = new Server(exchange -> {
                    pieces.put(
                            Long.parseLong(exchange.getRequestHeaders().getFirst("Ringcast-Offset")),
                            exchange.getRequestBody().readAllBytes());
                    assertThat(exchange.getRequestHeaders().getFirst("Content-Type"))
                            .isEqualTo("video/mp2t");
                    return 200;
                });
                RunningDaemon daemon = RunningDaemon.of(
                        """
                        [source.item]
                        inputs = ["test:card"]
                        outputs = [%s]
                        """.formatted(output(server.port(), "/{n}.ts?method=POST&flush-interval=500ms")))) {

            await().atMost(LIMIT).until(() -> pieces.size() >= 4);

            byte[] stream = joined(pieces);
            assertThat(stream[0]).isEqualTo((byte) 0x47);
            assertThat(pieces.values()).allMatch(piece -> piece.length > 0 && piece.length % 188 == 0);
            assertThat(stream.length).isLessThanOrEqualTo((int) daemon.head("item"));
        }
    }

    @Test
    void whatLeftTheRingWhileTheServerWasDownIsSkippedAndCounted() throws IOException {
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger status = new AtomicInteger(503);
        try (Server server = new Server(exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    if (status.get() < 300) {
                        taken.addAndGet(body.length);
                    }
                    return status.get();
                });
                RunningDaemon daemon = RunningDaemon.of("""
                        [source.item]
                        inputs = ["test:null?rate=20Mbit/s"]
                        outputs = [%s]
                        ring = "4MiB"
                        """.formatted(output(server.port(), "/?flush-bytes=256KiB")))) {
            await().atMost(LIMIT)
                    .until(() -> daemon.metrics("ringcast_skipped_bytes_total", "kind=\"push-http\"") > 1_000_000);
            await().atMost(LIMIT).until(() -> push(daemon).detail().contains("answered 503"));

            status.set(200);

            await().atMost(LIMIT).until(() -> taken.get() > 1_000_000);
            assertThat(push(daemon).up()).isTrue();
        }
    }

    @Test
    void streamIsOneRequestWithCredentialsAndATypeOfItsOwn() throws IOException {
        byte[] item = item(500_000);
        AtomicReference<byte[]> body = new AtomicReference<>(new byte[0]);
        AtomicReference<String> head = new AtomicReference<>("");
        try (Server server = new Server(exchange -> {
                    head.set(exchange.getRequestHeaders().getFirst("Authorization") + " "
                            + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                            + exchange.getRequestHeaders().getFirst("Transfer-Encoding"));
                    body.set(exchange.getRequestBody().readAllBytes());
                    return 200;
                });
                RunningDaemon daemon = RunningDaemon.of(source("""
                        { url = "push+http://127.0.0.1:%d/live", user = "u", password = "secret", content-type = "x/y" }
                        """.strip().formatted(server.port())))) {

            await().atMost(LIMIT).until(() -> requireNonNull(body.get()).length == item.length);

            assertThat(Ear.Digest.of(requireNonNull(body.get()))).isEqualTo(Ear.Digest.of(item));
            assertThat(head.get()).isEqualTo("Basic dTpzZWNyZXQ= x/y chunked");
            await().atMost(LIMIT).until(() -> push(daemon).detail().contains("answered 200"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"per=item", "flush-bytes=1MiB"})
    void itemsThatComeWhileTheServerIsBusyOrDownArriveAllOfThemInOrder(String how) {
        int items = 5;
        List<String> bodies = new CopyOnWriteArrayList<>();
        AtomicBoolean up = new AtomicBoolean();
        try (Server server = new Server(exchange -> {
                    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
                    if (!up.get()) {
                        return 503;
                    }
                    bodies.add(body);
                    return 204;
                });
                RunningDaemon daemon = RunningDaemon.of("""
                        [source.in]
                        inputs = ["publish:"]
                        outputs = [%s]
                        """.formatted(output(server.port(), "/in?" + how)))) {
            for (int i = 0; i < items; i++) {
                Tool.Result put = Tool.run(
                        LIMIT,
                        "curl",
                        "-sS",
                        "--data-binary",
                        "item " + i,
                        daemon.http("/in").toString());
                assertThat(put.text()).contains("6 bytes taken");
            }

            up.set(true);

            await().atMost(LIMIT).until(() -> bodies.size() == items);
            assertThat(bodies).containsExactly("item 0", "item 1", "item 2", "item 3", "item 4");
            assertThat(daemon.metrics("ringcast_skipped_bytes_total", "kind=\"push-http\""))
                    .isZero();
        }
    }

    private byte[] item(int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        Files.write(dir.resolve("item.bin"), bytes);
        return bytes;
    }

    private String source(String output) {
        return """
                [source.item]
                inputs = ["%s"]
                outputs = [%s]
                pace = "off"
                at-end = "stop"
                join = "oldest"
                """.formatted(dir.resolve("item.bin"), output);
    }

    private static String output(int port, String target) {
        return "{ url = \"push+http://127.0.0.1:" + port + target + "\", retry = \"100ms..200ms\" }";
    }

    private static Output push(RunningDaemon daemon) {
        return daemon.unit("item").outputs().stream()
                .filter(output -> output.account().kind().equals("push-http"))
                .findFirst()
                .orElseThrow();
    }

    private static long length(Map<Long, byte[]> pieces) {
        return pieces.values().stream().mapToLong(piece -> piece.length).sum();
    }

    private static byte[] joined(Map<Long, byte[]> pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        pieces.forEach((offset, piece) -> {
            assertThat(offset).isEqualTo(all.size());
            all.writeBytes(piece);
        });
        return all.toByteArray();
    }

    /** A web server in this process that takes bodies as a handler says. */
    private static final class Server implements AutoCloseable {

        private final HttpServer server;

        interface Taking {

            /** Returns the status. */
            int take(HttpExchange exchange) throws IOException;
        }

        Server(Taking taking) {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.createContext("/", exchange -> {
                try (exchange) {
                    exchange.sendResponseHeaders(taking.take(exchange), -1);
                }
            });
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
