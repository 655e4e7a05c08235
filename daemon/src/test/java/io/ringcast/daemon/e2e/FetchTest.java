package io.ringcast.daemon.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ringcast.daemon.testing.Behaviours;
import io.ringcast.daemon.testing.FileBehaviour.Fault;
import io.ringcast.daemon.testing.FlakyOrigin;
import io.ringcast.daemon.testing.FlakyOrigin.Behaviour;
import io.ringcast.protocol.access.FetchGrant;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code /fetch?url=}: what strangers with a signed URL get from an origin, and what they do not. */
@Timeout(120)
final class FetchTest {

    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final byte[] ITEM = bytes(1 << 20);

    @Test
    void oneDownloadServesAllWhoAskAtOnceByteForByte() throws Exception {
        CountDownLatch rest = new CountDownLatch(1);
        Behaviour slow = (request, wire) -> {
            wire.head(
                    "200 OK",
                    "Content-Type: video/mp4",
                    "Content-Length: " + ITEM.length,
                    "Content-Disposition: attachment; filename=\"film one.mp4\"");
            wire.send(ITEM, 0, ITEM.length / 2);
            rest.await(60, TimeUnit.SECONDS);
            wire.send(ITEM, ITEM.length / 2, ITEM.length / 2);
        };
        try (FlakyOrigin origin = FlakyOrigin.serving(slow);
                RunningDaemon daemon = daemon(origin, "idle = \"100ms\"")) {
            URI uri = signed(daemon, origin.uri("/a?x=1&y=2"));
            List<CompletableFuture<HttpResponse<byte[]>>> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                all.add(CLIENT.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray()));
            }
            await().until(() -> listeners(daemon) == 5);
            rest.countDown();

            for (CompletableFuture<HttpResponse<byte[]>> one : all) {
                HttpResponse<byte[]> response = one.get(60, TimeUnit.SECONDS);
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.body()).isEqualTo(ITEM);
                assertThat(response.headers().map())
                        .containsEntry("content-type", List.of("video/mp4"))
                        .containsEntry("content-length", List.of(String.valueOf(ITEM.length)))
                        .containsEntry(
                                "content-disposition",
                                List.of("inline; filename=\"film one.mp4\"; filename*=UTF-8''film%20one.mp4"));
            }
            assertThat(origin.requests()).hasSize(1);
            await().untilAsserted(() -> assertThat(daemon.metrics("ringcast_listener_ends_total", "source-ended"))
                    .isEqualTo(5));
            assertThat(daemon.metrics("ringcast_delivered_bytes_total", "source=\"fetch\""))
                    .isEqualTo(5L * ITEM.length);
            awaitNothingLeft(daemon);
        }
    }

    @Test
    void theEndOfChunksIsAnEndAndTheNameComesFromTheUrl() throws Exception {
        byte[] tables = "Name;Größe\n<html>".repeat(5000).getBytes(UTF_8);
        try (FlakyOrigin origin = FlakyOrigin.serving(
                        Behaviours.file(tables).contentType("video/x-any").chunked());
                RunningDaemon daemon = daemon(origin, "")) {
            URI uri = signed(daemon, origin.uri("/dir/gr%C3%B6%C3%9Fe.bin"));

            HttpResponse<byte[]> response = get(uri);
            HttpResponse<Void> head = CLIENT.send(
                    HttpRequest.newBuilder(URI.create(uri + "&download="))
                            .method("HEAD", HttpRequest.BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.discarding());

            assertThat(response.body()).isEqualTo(tables);
            assertThat(response.headers().firstValue("transfer-encoding")).contains("chunked");
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.headers().firstValue("content-type")).contains("video/x-any");
            assertThat(head.headers().firstValue("content-disposition"))
                    .contains("attachment; filename=\"gr__e.bin\"; filename*=UTF-8''gr%C3%B6%C3%9Fe.bin");
            // What is there still, from its first byte on, is not asked for again.
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void troubleBeforeTheFirstByteIsABadGatewayThatTellsNothing() throws Exception {
        URI gone;
        try (FlakyOrigin closed = FlakyOrigin.serving(Behaviours.silent())) {
            gone = closed.uri("/");
        }
        try (FlakyOrigin origin = FlakyOrigin.serving(
                        Behaviours.status("404 Not Found"),
                        Behaviours.page("text/html"),
                        Behaviours.reset(),
                        Behaviours.redirect("302 Found", "http://169.254.169.254/latest/meta-data"));
                RunningDaemon daemon = daemon("127.0.0.1:" + origin.port() + "\", \"" + gone.getRawAuthority(), "")) {
            for (String reason : List.of("http-4xx", "content-type", "reset", "not-allowed")) {
                HttpResponse<byte[]> response = get(signed(daemon, origin.uri("/secret-" + reason)));
                assertThat(response.statusCode()).isEqualTo(502);
                assertThat(new String(response.body(), UTF_8))
                        .isEqualTo("What was asked for cannot be had from its origin: " + reason + ".\n");
            }
            assertThat(get(signed(daemon, gone)).statusCode()).isEqualTo(502);
            assertThat(daemon.metrics("ringcast_refusals_total", "reason=\"origin-failed\""))
                    .isEqualTo(5);
            assertThat(daemon.metrics("ringcast_input_failures_total", "source=\"fetch\""))
                    .isEqualTo(5);
            awaitNothingLeft(daemon);
        }
    }

    @Test
    void whatBreaksGoesOnAtItsByteAndIsCutOffWhenItCannot() throws Exception {
        try (FlakyOrigin origin = FlakyOrigin.serving(
                        Behaviours.file(ITEM).breaking(Fault.RESET, 600_000),
                        Behaviours.file(ITEM),
                        Behaviours.file(ITEM).breaking(Fault.CLOSE, 600_000),
                        Behaviours.file(bytes(1 << 19)).etag(Optional.of("\"other\"")),
                        Behaviours.file(ITEM).chunked().breaking(Fault.RESET, 300_000),
                        Behaviours.status("404 Not Found"));
                RunningDaemon daemon = daemon(origin, "idle = \"0s\"")) {
            assertThat(get(signed(daemon, origin.uri("/mended"))).body()).isEqualTo(ITEM);
            assertThat(origin.requests().get(1).header("range"))
                    .hasValueSatisfying(
                            range -> assertThat(range).startsWith("bytes=").isNotEqualTo("bytes=0-"));

            for (String path : List.of("/changed", "/chunked")) {
                assertThatThrownBy(() -> get(signed(daemon, origin.uri(path))))
                        .as(path)
                        .isInstanceOf(IOException.class);
            }
            await().untilAsserted(() -> assertThat(daemon.metrics("ringcast_listener_ends_total", "origin-failed"))
                    .isEqualTo(2));
            awaitNothingLeft(daemon);
        }
    }

    @Test
    void whoComesTooLateForTheBeginningGetsADownloadOfHisOwn() throws Exception {
        byte[] large = bytes(16 << 20);
        try (FlakyOrigin origin = FlakyOrigin.serving(Behaviours.file(large));
                RunningDaemon daemon = daemon(origin, "ring = \"4MiB\"")) {
            URI uri = signed(daemon, origin.uri("/large"));
            HttpResponse<InputStream> first =
                    CLIENT.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream());
            try (InputStream slow = first.body()) {
                byte[] begun = slow.readNBytes(10 << 20);

                assertThat(get(uri).body()).isEqualTo(large);
                assertThat(origin.requests()).hasSize(2);
                assertThat(begun).isEqualTo(Arrays.copyOf(large, 10 << 20));
                assertThat(slow.readAllBytes()).isEqualTo(Arrays.copyOfRange(large, 10 << 20, 16 << 20));
            }
            assertThat(daemon.metrics("ringcast_memory_bytes", "use=\"rings\"")).isLessThan(10L << 20);
        }
    }

    @Test
    void theLastWhoLeavesEndsIt() throws Exception {
        try (FlakyOrigin origin = FlakyOrigin.serving((request, wire) -> {
                    wire.head("200 OK", "Content-Type: video/mp4", "Content-Length: " + (1L << 40));
                    wire.send(ITEM);
                    wire.hang();
                });
                RunningDaemon daemon = daemon(origin, "idle = \"50ms\"")) {
            HttpResponse<InputStream> response = CLIENT.send(
                    HttpRequest.newBuilder(signed(daemon, origin.uri("/"))).build(), BodyHandlers.ofInputStream());
            assertThat(response.body().readNBytes(1000)).hasSize(1000);
            assertThat(origin.connections()).isEqualTo(1);

            response.body().close();

            await().until(() -> origin.connections() == 0);
            awaitNothingLeft(daemon);
        }
    }

    @Test
    void noMoreAreFetchedAtOnceThanTheLimit() throws Exception {
        CountDownLatch rest = new CountDownLatch(1);
        try (FlakyOrigin origin = FlakyOrigin.serving((request, wire) -> {
                    wire.head("200 OK", "Content-Type: video/mp4", "Content-Length: 2");
                    wire.send("o");
                    rest.await(60, TimeUnit.SECONDS);
                    wire.send("k");
                });
                RunningDaemon daemon = daemon(origin, "limit = 1, idle = \"1h\"")) {
            CompletableFuture<HttpResponse<String>> first = CLIENT.sendAsync(
                    HttpRequest.newBuilder(signed(daemon, origin.uri("/1"))).build(), BodyHandlers.ofString());
            await().until(() -> listeners(daemon) == 1);

            HttpResponse<byte[]> refused = get(signed(daemon, origin.uri("/2")));
            rest.countDown();

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
            assertThat(daemon.metrics("ringcast_refusals_total", "reason=\"full\""))
                    .isEqualTo(1);
            assertThat(first.get(60, TimeUnit.SECONDS).body()).isEqualTo("ok");
            // Nobody wants that any more: it makes room although it would be kept for an hour.
            await().untilAsserted(() -> assertThat(
                            get(signed(daemon, origin.uri("/2"))).statusCode())
                    .isEqualTo(200));
        }
    }

    @Test
    void onlyWhoShowsASignatureOfThatUrlGetsIt() throws Exception {
        try (FlakyOrigin origin = FlakyOrigin.serving(Behaviours.file(ITEM));
                RunningDaemon daemon = daemon(origin, "")) {
            String target = origin.uri("/a").toString();
            Instant later = Instant.now().plusSeconds(60);
            FetchGrant good = new FetchGrant(target, later, Optional.empty());
            String query = good.query(KEY);

            for (String wrong : List.of(
                    "url=" + target,
                    query.replace("%2Fa&", "%2Fb&"),
                    good.query(KEY + "x"),
                    new FetchGrant(target, later.minusSeconds(120), Optional.empty()).query(KEY),
                    new FetchGrant(target, later, Optional.of("192.0.2.0/24")).query(KEY),
                    new FetchGrant("http://me:pw@127.0.0.1:" + origin.port() + "/", later, Optional.empty()).query(KEY),
                    new FetchGrant("ftp://127.0.0.1:" + origin.port() + "/", later, Optional.empty()).query(KEY),
                    new FetchGrant("http://127.0.0.1:1/", later, Optional.empty()).query(KEY))) {
                HttpResponse<byte[]> response = get(daemon.http("/fetch?" + wrong));
                assertThat(response.statusCode()).as(wrong).isEqualTo(403);
                assertThat(new String(response.body(), UTF_8)).isEqualTo("You may not listen to this.\n");
            }
            assertThat(Stream.of(
                                    "unsigned",
                                    "signature-wrong",
                                    "signature-expired",
                                    "signature-network",
                                    "target-not-allowed")
                            .map(reason -> daemon.metrics("ringcast_refusals_total", "reason=\"" + reason + "\"")))
                    .containsExactly(1L, 2L, 1L, 1L, 3L);
            assertThat(origin.requests()).isEmpty();
            assertThat(get(daemon.http("/fetch?" + query)).body()).isEqualTo(ITEM);
        }
    }

    @Test
    void nothingLeadsToAHostThatIsNotListed() throws Exception {
        try (FlakyOrigin foreign = FlakyOrigin.serving(Behaviours.file(ITEM))) {
            String there = foreign.uri("/x.ts").toString();
            String hls = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n" + there + "\n#EXT-X-ENDLIST\n";
            String key = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-KEY:METHOD=AES-128,URI=\"" + there
                    + "\"\n#EXTINF:2,\nown.ts\n#EXT-X-ENDLIST\n";
            try (FlakyOrigin origin = FlakyOrigin.serving(
                            Behaviours.redirect("302 Found", there),
                            list("audio/x-mpegurl", "#EXTM3U\n" + there + "\n"),
                            list("application/vnd.apple.mpegurl", hls),
                            list("application/vnd.apple.mpegurl", key));
                    RunningDaemon daemon = daemon(origin, "")) {
                for (String path : List.of("/redirect", "/list", "/hls", "/key")) {
                    assertThat(get(signed(daemon, origin.uri(path))).statusCode())
                            .as(path)
                            .isIn(502, 504);
                }
                assertThat(foreign.requests()).isEmpty();
            }
        }
    }

    @Test
    void aNameThatLeadsInsideIsNoneUnlessThatNetworkIsListed() throws Exception {
        try (FlakyOrigin origin = FlakyOrigin.serving(Behaviours.file(ITEM))) {
            URI target = URI.create("http://localhost:" + origin.port() + "/");
            try (RunningDaemon daemon = daemon("localhost:" + origin.port(), "")) {
                assertThat(get(signed(daemon, target)).statusCode()).isEqualTo(502);
                assertThat(origin.requests()).isEmpty();
            }
            try (RunningDaemon daemon = daemon("localhost:" + origin.port(), "networks = [\"127.0.0.0/8\"]")) {
                assertThat(get(signed(daemon, target)).body()).isEqualTo(ITEM);
            }
        }
    }

    @Test
    void isNotThereUnlessItIsConfigured() throws Exception {
        try (RunningDaemon daemon = RunningDaemon.of("")) {
            assertThat(get(signed(daemon, URI.create("http://media.example/"))).statusCode())
                    .isEqualTo(404);
        }
    }

    private static Behaviour list(String type, String text) {
        return Behaviours.file(text.getBytes(UTF_8)).contentType(type);
    }

    private static RunningDaemon daemon(FlakyOrigin origin, String keys) {
        return daemon("127.0.0.1:" + origin.port(), keys);
    }

    private static RunningDaemon daemon(String hosts, String keys) {
        String more = keys.isEmpty() ? "" : ", " + keys;
        return RunningDaemon.start(
                "fetch = { hosts = [\"" + hosts + "\"], sign-key = \"" + KEY + "\""
                        + (more.contains("limit") ? "" : ", limit = 4") + more + " }",
                "");
    }

    private static URI signed(RunningDaemon daemon, URI target) {
        return daemon.http("/fetch?"
                + new FetchGrant(target.toString(), Instant.now().plus(Duration.ofMinutes(5)), Optional.empty())
                        .query(KEY));
    }

    private static HttpResponse<byte[]> get(URI uri) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
    }

    private static long listeners(RunningDaemon daemon) {
        return daemon.metrics("ringcast_listeners", "source=\"fetch\"");
    }

    /** Its ring has gone back to the pool, and nobody listens any more. */
    private static void awaitNothingLeft(RunningDaemon daemon) {
        await().until(() -> daemon.metrics("ringcast_memory_bytes", "use=\"rings\"") == 0 && listeners(daemon) == 0);
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }
}
