package io.ringcast.daemon.output.http;

import static io.ringcast.daemon.output.http.Bytes.JOINABLE;
import static io.ringcast.daemon.output.http.Bytes.PACKETS;
import static io.ringcast.daemon.output.http.Bytes.packets;
import static io.ringcast.daemon.output.http.Bytes.random;
import static io.ringcast.daemon.output.http.HttpBench.MIB;
import static io.ringcast.daemon.output.http.HttpBench.OLDEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.config.Policy;
import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.daemon.ring.RingLimit;
import io.ringcast.daemon.testing.Transports;
import io.ringcast.daemon.transport.TransportKind;
import io.ringcast.protocol.container.Format;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Byte ranges on live content (RFC 8673). */
@Timeout(60)
@ParameterizedClass
@MethodSource("transports")
final class LiveRangesTest {

    private static final String FOR_EVER = "9007199254740991";
    private static final byte[] PREAMBLE = packets(1_000_000, 2);

    private final TransportKind kind;
    private final HttpBench http;

    LiveRangesTest(TransportKind kind) {
        this.kind = kind;
        this.http = new HttpBench(kind);
    }

    static List<TransportKind> transports() {
        return Transports.available();
    }

    @AfterEach
    void close() {
        http.close();
        LeakPresenceDetector.check();
    }

    @ParameterizedTest
    @CsvSource({
        "0-0,       0,    0",
        "0-1879,    0,    1879",
        "100-300,   100,  300",
        "188-,      188,  9007199254740991",
        "1879-1879, 1879, 1879",
        "1000-5000, 1000, 1879",
        "-200,      1680, 1879",
        "-99999,    0,    1879",
    })
    void givesThoseWhoNameTheEpochExactlyTheirBytes(String range, long first, long last) throws Exception {
        byte[] all = packets(0, 10);
        http.bench.begin(JOINABLE, false);
        http.bench.joinPoint(PREAMBLE);
        http.bench.write(all);
        boolean endless = last > 1879;
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.get("/test", "Range: bytes=" + range, "If-Range: " + http.entityTag());

            assertThat(head.statusLine()).isEqualTo("HTTP/1.1 206 Partial Content");
            assertThat(head.field("content-range")).isEqualTo("bytes " + first + "-" + last + "/*");
            assertThat(head.field("etag")).isEqualTo(http.entityTag());
            assertThat(head.field("content-length")).isEqualTo(endless ? "" : String.valueOf(last - first + 1));
            int wanted = (int) Math.min(last + 1, 1880) - (int) first;
            assertThat(peer.bytes(wanted)).isEqualTo(Arrays.copyOfRange(all, (int) first, (int) first + wanted));
            if (!endless) {
                assertThat(peer.untilEnd()).isEmpty();
            }
        }
    }

    @Test
    void goesOnForEverForAVeryLargeLastPosition() throws Exception {
        http.bench.begin(JOINABLE, false);
        http.bench.joinPoint(PREAMBLE);
        http.bench.write(packets(0, 10));
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.get("/test", "Range: bytes=376-" + FOR_EVER);

            assertThat(head.status()).isEqualTo(206);
            assertThat(head.field("content-range")).isEqualTo("bytes 376-" + FOR_EVER + "/*");
            assertThat(head.has("content-length")).isFalse();
            assertThat(peer.bytes(8 * 188)).isEqualTo(packets(2, 8));
            http.bench.write(packets(10, 1));
            assertThat(peer.bytes(188)).isEqualTo(packets(10, 1));
        }
    }

    @Test
    void waitsForTheByteThatComesNext() throws Exception {
        http.bench.begin(PACKETS, false);
        http.bench.write(packets(0, 10));
        try (HttpPeer peer = http.connect()) {
            assertThat(peer.get("/test", "Range: bytes=1880-" + FOR_EVER).status())
                    .isEqualTo(206);
            http.bench.write(packets(10, 1));
            assertThat(peer.bytes(188)).isEqualTo(packets(10, 1));
        }
    }

    @Test
    void framesARangeWithoutEndInChunksBehindAProxyButNotOneWithALength() throws Exception {
        http.bench.begin(PACKETS, false);
        http.bench.write(packets(0, 10));
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.get("/test", "Via: 1.1 proxy", "Range: bytes=1692-" + FOR_EVER);
            assertThat(head.status()).isEqualTo(206);
            assertThat(head.field("transfer-encoding")).isEqualTo("chunked");
            assertThat(peer.chunk()).isEqualTo(packets(9, 1));
        }
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head =
                    peer.get("/test", "Via: 1.1 proxy", "Range: bytes=0-187", "If-Range: " + http.entityTag());
            assertThat(head.field("content-length")).isEqualTo("188");
            assertThat(head.has("transfer-encoding")).isFalse();
            assertThat(peer.untilEnd()).isEqualTo(packets(0, 1));
        }
    }

    @Test
    void givesTheWholeWhenAnotherEpochIsLive() throws Exception {
        http.bench.begin(PACKETS, false);
        http.bench.write(packets(0, 10));
        for (String range : List.of("bytes=188-375", "bytes=188-" + FOR_EVER)) {
            try (HttpPeer peer = http.connect()) {
                HttpPeer.Head head = peer.get("/test", "Range: " + range, "If-Range: \"0123456789abcdef\"");

                assertThat(head.status()).isEqualTo(200);
                assertThat(head.has("content-range")).isFalse();
                assertThat(peer.bytes(1880)).isEqualTo(packets(0, 10));
            }
        }
    }

    @Test
    void countsFromTheBeginningOfTheEpoch() throws Exception {
        http.bench.begin(PACKETS, false);
        http.bench.write(packets(0, 10));
        String before = http.entityTag();
        http.bench.end();
        http.bench.begin(PACKETS, false);
        http.bench.write(packets(10, 10));
        assertThat(http.entityTag()).isNotEqualTo(before);
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.get("/test", "Range: bytes=188-375", "If-Range: " + http.entityTag());

            assertThat(head.field("content-range")).isEqualTo("bytes 188-375/*");
            assertThat(peer.untilEnd()).isEqualTo(packets(11, 1));
        }
        try (HttpPeer peer = http.connect()) {
            assertThat(peer.get("/test", "Range: bytes=188-375", "If-Range: " + before)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void saysWhatThereIsWhenARangeCannotBeHad() throws Exception {
        try (HttpBench small = new HttpBench(kind, 64 * MIB, RingLimit.ofBytes(256 * 1024), OLDEST)) {
            small.bench.begin(Format.OPAQUE, false);
            small.bench.write(new byte[MIB]);
            long tail = small.stream().ring().tail();
            assertThat(tail).isGreaterThan(0);
            try (HttpPeer peer = small.connect()) {
                for (String range : List.of(
                        "0-" + FOR_EVER, (tail - 1) + "-" + FOR_EVER, (MIB + 1) + "-" + FOR_EVER, "9999999999999-")) {
                    HttpPeer.Head head = peer.get("/test", "Range: bytes=" + range, "If-Range: " + small.entityTag());

                    assertThat(head.status()).as(range).isEqualTo(416);
                    assertThat(head.field("content-range")).isEqualTo("bytes */" + MIB);
                    assertThat(head.field("etag")).isEqualTo(small.entityTag());
                    assertThat(head.field("cache-control")).isEqualTo("no-store");
                    assertThat(peer.text(head)).contains(tail + " to " + MIB);
                }
                assertThat(peer.get("/test", "Range: bytes=-0", "If-Range: " + small.entityTag())
                                .status())
                        .isEqualTo(416);
            }
        }
    }

    @Test
    void saysInAHeadWhichOffsetsThereAre() throws Exception {
        try (HttpBench small = new HttpBench(kind, 64 * MIB, RingLimit.ofBytes(256 * 1024), OLDEST)) {
            small.bench.begin(Format.OPAQUE, false);
            small.bench.write(new byte[MIB]);
            try (HttpPeer peer = small.connect()) {
                HttpPeer.Head head =
                        peer.send("HEAD", "/test", "Range: bytes=0-").head();

                assertThat(head.status()).isEqualTo(206);
                assertThat(head.field("content-range"))
                        .isEqualTo("bytes " + small.stream().ring().tail() + "-" + (MIB - 1) + "/*");
                assertThat(head.field("etag")).isEqualTo(small.entityTag());

                HttpPeer.Head closed = peer.send(
                                "HEAD", "/test", "Range: bytes=1000000-1000009", "If-Range: " + small.entityTag())
                        .head();
                assertThat(closed.status()).isEqualTo(206);
                assertThat(closed.field("content-range")).isEqualTo("bytes 1000000-1000009/*");
                assertThat(closed.field("content-length")).isEqualTo("10");
            }
        }
    }

    @Test
    void saysNothingOfOffsetsInAHeadBeforeTheEpochHasAByte() throws Exception {
        http.bench.begin(PACKETS, false);
        http.bench.write(packets(0, 10));
        http.bench.end();
        http.bench.begin(PACKETS, false);
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.send("HEAD", "/test", "Range: bytes=0-").head();

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.has("content-range")).isFalse();
        }
    }

    @Test
    void resumesWithoutGapOrDuplicate() throws Exception {
        byte[] all = random(2 * MIB);
        byte[] got = new byte[all.length];
        http.bench.begin(Format.OPAQUE, false);
        http.bench.write(Arrays.copyOf(all, MIB));
        int at = 0;
        for (int cut : new int[] {1, 100_000, 700_001, MIB}) {
            try (HttpPeer peer = http.connect()) {
                assertThat(peer.get("/test", "Range: bytes=" + at + "-", "If-Range: " + http.entityTag())
                                .status())
                        .isEqualTo(206);
                System.arraycopy(peer.bytes(cut - at), 0, got, at, cut - at);
                at = cut;
            }
        }
        http.bench.write(Arrays.copyOfRange(all, MIB, all.length));
        try (HttpPeer peer = http.connect()) {
            peer.get("/test", "Range: bytes=" + at + "-", "If-Range: " + http.entityTag());
            System.arraycopy(peer.bytes(all.length - at), 0, got, at, all.length - at);
        }

        assertThat(got).isEqualTo(all);
    }

    @Test
    void movesNobodyForwardWhoAskedForOffsets() throws Exception {
        try (HttpBench small = new HttpBench(kind, 64 * MIB, RingLimit.ofBytes(MIB), OLDEST.policy(Policy.SKIP));
                HttpPeer peer = small.connectWithSmallBuffer()) {
            small.bench.begin(PACKETS, false);
            small.bench.write(packets(0, 10));
            assertThat(peer.get("/test", "Range: bytes=0-" + FOR_EVER).status()).isEqualTo(206);

            await().until(() -> {
                small.bench.write(packets(10, 1000));
                return !small.bench.ends.newest(1).isEmpty();
            });

            assertThat(small.bench.ends.newest(1).get(0).reason()).isEqualTo(EndReason.LAPPED);
            assertThat(small.account.skippedBytes()).isZero();
            assertThatThrownBy(peer::untilEnd).isInstanceOf(IOException.class);
        }
    }

    @Test
    void endsARangeWhereTheEpochEnds() throws Exception {
        http.bench.begin(PACKETS, false);
        http.bench.write(packets(0, 10));
        try (HttpPeer peer = http.connect()) {
            assertThat(peer.get("/test", "Range: bytes=0-" + FOR_EVER).status()).isEqualTo(206);

            http.bench.end();
            http.bench.begin(PACKETS, false);
            http.bench.write(packets(10, 10));

            assertThat(peer.untilEnd()).isEqualTo(packets(0, 10));
        }
    }
}
