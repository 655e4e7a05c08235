package io.ringcast.daemon.output.http;

import static io.ringcast.daemon.output.http.Bytes.JOINABLE;
import static io.ringcast.daemon.output.http.Bytes.PACKETS;
import static io.ringcast.daemon.output.http.Bytes.packets;
import static io.ringcast.daemon.output.http.HttpBench.MIB;
import static io.ringcast.daemon.output.http.HttpBench.OLDEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.ring.RingLimit;
import io.ringcast.daemon.testing.Transports;
import io.ringcast.daemon.transport.TransportKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the ring, as a download with a length. */
@Timeout(60)
@ParameterizedClass
@MethodSource("transports")
final class SnapshotRouteTest {

    private final TransportKind kind;
    private HttpBench http;

    SnapshotRouteTest(TransportKind kind) {
        this.kind = kind;
        this.http = new HttpBench(kind);
    }

    static List<TransportKind> transports() {
        return Transports.available();
    }

    @AfterEach
    void close() {
        http.close();
        assertThat(http.held.heldBytes()).isZero();
        LeakPresenceDetector.check();
    }

    @Test
    void givesWhatTheRingHoldsAndKeepsTheConnection() throws Exception {
        http.bench.begin(PACKETS, false);
        http.bench.write(packets(0, 1000));
        try (HttpPeer peer = http.connect()) {
            for (int i = 0; i < 3; i++) {
                HttpPeer.Head head = peer.get("/test/snapshot?download=a.ts");

                assertThat(head.status()).isEqualTo(200);
                assertThat(head.field("content-length")).isEqualTo("188000");
                assertThat(head.field("content-type")).isEqualTo("application/x-packets");
                assertThat(head.field("access-control-allow-origin")).isEqualTo("*");
                assertThat(head.field("content-disposition")).startsWith("attachment; filename=\"a.ts\"");
                assertThat(peer.bytes(188_000)).isEqualTo(packets(0, 1000));
            }
        }
        assertEnds(EndReason.COMPLETE, 3);
    }

    @Test
    void beginsAtAJoinPointWithItsPreamble() throws Exception {
        http.bench.begin(JOINABLE, false);
        http.bench.write(packets(0, 3));
        http.bench.joinPoint(packets(100, 2));
        http.bench.write(packets(3, 4));
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.get("/test/snapshot");

            assertThat(head.field("content-length")).isEqualTo(String.valueOf(6 * 188));
            assertThat(peer.bytes(6 * 188)).startsWith(packets(100, 2)).endsWith(packets(3, 4));
        }
    }

    @Test
    void beginsAsFarBackAsItIsAsked() throws Exception {
        http.bench.begin(PACKETS, false);
        http.bench.write(packets(0, 10));
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.get("/test/snapshot?last=376B");

            assertThat(head.field("content-length")).isEqualTo("376");
            assertThat(peer.bytes(376)).isEqualTo(packets(8, 2));
            assertThat(peer.get("/test/snapshot?last=1h").field("content-length"))
                    .isEqualTo("1880");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "keyframe", "", "yesterday"})
    void refusesALengthThatItDoesNotUnderstand(String last) throws Exception {
        http.bench.begin(PACKETS, false);
        http.bench.write(packets(0, 1));
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.get("/test/snapshot?last=" + last);

            assertThat(head.status()).isEqualTo(400);
            assertThat(peer.text(head)).contains("expected: a duration");
        }
    }

    @Test
    void answersAHeadWithTheLength() throws Exception {
        http.bench.begin(PACKETS, false);
        http.bench.write(packets(0, 10));
        try (HttpPeer peer = http.connect()) {
            assertThat(peer.send("HEAD", "/test/snapshot").head().field("content-length"))
                    .isEqualTo("1880");
            assertThat(peer.get("/test/snapshot").status()).isEqualTo(200);
        }
    }

    @Test
    void compressesForThoseWhoAskForIt() throws Exception {
        http.bench.begin(PACKETS, false);
        http.bench.write(packets(0, 2000));
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.get("/test/snapshot", "Accept-Encoding: br, gzip");
            assertThat(head.field("content-encoding")).isEqualTo("gzip");
            assertThat(head.has("content-length")).isFalse();
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (byte[] chunk = peer.chunk(); chunk.length > 0; chunk = peer.chunk()) {
                body.write(chunk);
            }

            assertThat(body.size()).isLessThan(188 * 2000);
            assertThat(new GZIPInputStream(new ByteArrayInputStream(body.toByteArray())).readAllBytes())
                    .isEqualTo(packets(0, 2000));
            assertThat(peer.get("/test/snapshot", "Accept-Encoding: gzip;q=0").field("content-length"))
                    .isEqualTo("376000");
        }
    }

    @Test
    void waitsForTheFirstByte() throws Exception {
        try (HttpPeer peer = http.connect()) {
            peer.send("GET", "/test/snapshot");
            await().until(() -> http.bench.arrived.get() == 1);
            http.bench.begin(PACKETS, false);
            http.bench.write(packets(0, 10));

            assertThat(peer.head().field("content-length")).isEqualTo("1880");
            assertThat(peer.bytes(1880)).isEqualTo(packets(0, 10));
        }
        await().until(() -> http.bench.arrived.get() == 0);
    }

    @Test
    void refusesWhenNothingComes() throws Exception {
        restart(64 * MIB, RingLimit.ofBytes(4 * MIB), Duration.ofMillis(300));
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.get("/test/snapshot");

            assertThat(head.status()).isEqualTo(503);
            assertThat(head.field("retry-after")).isNotEmpty();
            assertThat(http.bench.refusals).containsExactly(Refusal.NO_DATA);
            assertThat(http.bench.arrived).hasValue(0);
        }
    }

    @Test
    void keepsTheBytesOfWhoeverReadsSlowly() throws Exception {
        restart(64 * MIB, RingLimit.ofBytes(4 * MIB), Duration.ofSeconds(20));
        http.bench.begin(PACKETS, false);
        int count = 4 * MIB / 188 - 10;
        http.bench.write(packets(0, count));
        try (HttpPeer peer = http.connectWithSmallBuffer()) {
            HttpPeer.Head head = peer.get("/test/snapshot");
            int length = Integer.parseInt(head.field("content-length"));
            assertThat(length).isEqualTo(count * 188);

            // The ring is another one by now.
            http.bench.write(packets(count, count));
            http.bench.write(packets(2 * count, count));

            assertThat(peer.bytes(length)).isEqualTo(packets(0, count));
        }
        assertEnds(EndReason.COMPLETE, 1);
    }

    @Test
    void holdsAnEighthOfTheMemoryAtMost() throws Exception {
        restart(16 * MIB, RingLimit.ofBytes(4 * MIB), Duration.ofSeconds(20));
        http.bench.begin(PACKETS, false);
        int count = 4 * MIB / 188 - 10;
        http.bench.write(packets(0, count));
        try (HttpPeer first = http.connectWithSmallBuffer();
                HttpPeer second = http.connectWithSmallBuffer();
                HttpPeer third = http.connectWithSmallBuffer()) {
            int length = Integer.parseInt(first.get("/test/snapshot").field("content-length"));
            assertThat(length).isBetween(MIB, 2 * MIB);
            // The same bytes cost nothing more.
            assertThat(second.get("/test/snapshot").status()).isEqualTo(200);
            assertThat(http.held.heldBytes()).isLessThanOrEqualTo(2 * MIB);
            http.bench.write(packets(count, count));

            HttpPeer.Head refused = third.get("/test/snapshot");

            assertThat(refused.status()).isEqualTo(503);
            assertThat(http.bench.refusals).containsExactly(Refusal.MEMORY);
        }
        assertEnds(EndReason.PEER_CLOSED, 2);
    }

    @Test
    void saysWhichStreamsThereAre() throws Exception {
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.get("/other/snapshot");

            assertThat(head.status()).isEqualTo(404);
            assertThat(peer.text(head)).contains("Streams here: test");
        }
    }

    @Test
    void letsPagesOfAnySiteAsk() throws Exception {
        try (HttpPeer peer = http.connect()) {
            for (String path : List.of("/test", "/test/snapshot")) {
                HttpPeer.Head head = peer.send(
                                "OPTIONS",
                                path,
                                "Origin: https://a.example",
                                "Access-Control-Request-Method: GET",
                                "Access-Control-Request-Headers: range")
                        .head();

                assertThat(head.status()).isEqualTo(204);
                assertThat(head.field("access-control-allow-origin")).isEqualTo("*");
                assertThat(head.field("access-control-allow-headers")).contains("Range");
                assertThat(head.field("access-control-allow-methods")).doesNotContain("PUT");
            }
        }
    }

    private void assertEnds(EndReason reason, int count) {
        await().untilAsserted(() -> assertThat(http.bench.ends.newest(100))
                .hasSize(count)
                .allSatisfy(end -> assertThat(end.reason()).isEqualTo(reason)));
        assertThat(http.account.listeners()).isZero();
    }

    private void restart(long memory, RingLimit limit, Duration joinWait) throws IOException {
        http.close();
        http = new HttpBench(
                kind,
                memory,
                limit,
                new ListenerRequest.Terms(
                        OLDEST.join(), joinWait, OLDEST.policy(), OLDEST.waitLimit(), OLDEST.latency()));
    }
}
