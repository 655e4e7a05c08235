package io.ringcast.daemon.output.http;

import static io.ringcast.daemon.output.http.Bytes.random;
import static io.ringcast.daemon.output.http.HttpBench.MIB;
import static io.ringcast.daemon.output.http.HttpBench.OLDEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.config.Policy;
import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.daemon.fanout.ListenerEnd;
import io.ringcast.daemon.ring.RingLimit;
import io.ringcast.daemon.testing.Transports;
import io.ringcast.daemon.transport.TransportKind;
import io.ringcast.protocol.container.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** How an HTTP answer ends: cleanly at a real end, so that a client can tell, and with a reset for every other reason. */
@Timeout(60)
@ParameterizedClass
@MethodSource("transports")
final class StreamEndsTest {

    private static final String BEHIND_A_PROXY = "Via: 1.1 proxy.example";

    private final HttpBench http;

    StreamEndsTest(TransportKind kind) {
        http = new HttpBench(kind, 64 * MIB, RingLimit.ofBytes(4 * MIB), OLDEST.policy(Policy.DROP));
    }

    static List<TransportKind> transports() {
        return Transports.available();
    }

    @AfterEach
    void close() {
        http.close();
        LeakPresenceDetector.check();
    }

    @Test
    void endsCleanlyBehindTheLastByteOfTheSource() throws Exception {
        byte[] bytes = random(3 * MIB);
        http.bench.begin(Format.OPAQUE, true);
        http.bench.write(Arrays.copyOf(bytes, MIB));
        try (HttpPeer peer = http.connect()) {
            assertThat(peer.get("/test").status()).isEqualTo(200);

            http.bench.write(Arrays.copyOfRange(bytes, MIB, bytes.length));
            http.bench.end();

            assertThat(peer.untilEnd()).isEqualTo(bytes);
        }
        ListenerEnd end = onlyEnd();
        assertThat(end.reason()).isEqualTo(EndReason.SOURCE_ENDED);
        assertThat(end.listener().bytes()).isEqualTo(bytes.length);
        assertThat(end.listener().lagBytes()).isZero();
    }

    @Test
    void framesTheBodyInChunksForAClientBehindAProxy() throws Exception {
        byte[] bytes = random(3 * MIB);
        http.bench.begin(Format.OPAQUE, true);
        http.bench.write(Arrays.copyOf(bytes, MIB));
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.get("/test", BEHIND_A_PROXY);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.field("transfer-encoding")).isEqualTo("chunked");
            assertThat(head.has("content-length")).isFalse();

            http.bench.write(Arrays.copyOfRange(bytes, MIB, bytes.length));
            http.bench.end();

            ByteArrayOutputStream got = new ByteArrayOutputStream();
            for (byte[] chunk = peer.chunk(); chunk.length > 0; chunk = peer.chunk()) {
                got.write(chunk);
            }
            assertThat(got.toByteArray()).isEqualTo(bytes);
            assertThat(peer.untilEnd()).isEmpty();
        }
        assertThat(onlyEnd().reason()).isEqualTo(EndReason.SOURCE_ENDED);
    }

    @Test
    void resetsAListenerThatItsPolicyEnds() throws Exception {
        http.bench.begin(Format.OPAQUE, false);
        http.bench.write(new byte[] {1});
        try (HttpPeer stopped = http.connectWithSmallBuffer()) {
            assertThat(stopped.get("/test").status()).isEqualTo(200);

            overtake();

            assertThat(onlyEnd().reason()).isEqualTo(EndReason.LAPPED);
            assertThatThrownBy(stopped::untilEnd).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void resetsAChunkedAnswerThatIsNotWholeWithoutALastChunk() throws Exception {
        http.bench.begin(Format.OPAQUE, false);
        http.bench.write(new byte[] {1});
        try (HttpPeer stopped = http.connectWithSmallBuffer()) {
            assertThat(stopped.get("/test", BEHIND_A_PROXY).field("transfer-encoding"))
                    .isEqualTo("chunked");

            overtake();

            assertThatThrownBy(() -> {
                        while (stopped.chunk().length > 0) {
                            // The last chunk would end this.
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void givesWhatIsQueuedButNoLastChunkWhenTheDaemonStops() throws Exception {
        http.bench.begin(Format.OPAQUE, false);
        http.bench.write(new byte[] {1, 2, 3});
        try (HttpPeer identity = http.connect();
                HttpPeer chunked = http.connect()) {
            assertThat(identity.get("/test").status()).isEqualTo(200);
            assertThat(identity.bytes(3)).containsExactly(1, 2, 3);
            assertThat(chunked.get("/test", BEHIND_A_PROXY).status()).isEqualTo(200);
            assertThat(chunked.chunk()).containsExactly(1, 2, 3);

            CompletableFuture<Void> stopped = http.bench.fanout.stop(Duration.ofSeconds(5));

            assertThat(identity.untilEnd()).isEmpty();
            // Not an end of the stream: who can be told is told.
            assertThatThrownBy(chunked::chunk).isInstanceOf(IOException.class);
            stopped.get(20, TimeUnit.SECONDS);
            assertThat(http.bench.ends.newest(10))
                    .hasSize(2)
                    .allMatch(end -> end.reason() == EndReason.SHUTDOWN)
                    .allMatch(end -> end.listener().bytes() == 3);
        }
    }

    @Test
    void servesAClientThatEndsItsOwnSideUntilTheEnd() throws Exception {
        byte[] bytes = random(MIB);
        http.bench.begin(Format.OPAQUE, true);
        try (HttpPeer peer = http.connect()) {
            peer.send("GET", "/test").endOutput();
            await().until(() -> http.bench.arrived.get() == 1);

            http.bench.write(Arrays.copyOf(bytes, 1000));
            assertThat(peer.head().status()).isEqualTo(200);
            assertThat(peer.bytes(1000)).isEqualTo(Arrays.copyOf(bytes, 1000));
            http.bench.write(Arrays.copyOfRange(bytes, 1000, MIB));
            http.bench.end();

            byte[] rest = peer.untilEnd();
            assertThat(rest).hasSize(MIB - 1000);
            assertThat(rest).isEqualTo(Arrays.copyOfRange(bytes, 1000, MIB));
        }
        assertThat(onlyEnd().reason()).isEqualTo(EndReason.SOURCE_ENDED);
    }

    @Test
    void recordsAClientThatLeaves() throws Exception {
        http.bench.begin(Format.OPAQUE, false);
        http.bench.write(new byte[1000]);
        try (HttpPeer peer = http.connect()) {
            assertThat(peer.get("/test").status()).isEqualTo(200);
            assertThat(peer.bytes(1000)).hasSize(1000);
        }
        await().until(() -> {
            // It may have ended only its sending side: the next bytes tell.
            http.bench.write(new byte[1]);
            return !http.bench.ends.newest(1).isEmpty();
        });

        assertThat(onlyEnd().reason()).isIn(EndReason.PEER_CLOSED, EndReason.PEER_RESET);
        assertThat(onlyEnd().listener().bytes()).isGreaterThanOrEqualTo(1000);
        assertThat(http.account.deliveredBytes()).isGreaterThanOrEqualTo(1000);
        assertThat(http.account.listeners()).isZero();
    }

    /** Writes until the only listener, which does not read, has been ended. */
    private void overtake() {
        byte[] bytes = new byte[MIB / 2];
        await().until(() -> {
            http.bench.write(bytes);
            return !http.bench.ends.newest(1).isEmpty();
        });
    }

    private ListenerEnd onlyEnd() {
        await().until(() -> !http.bench.ends.newest(1).isEmpty());
        assertThat(http.bench.ends.newest(10)).hasSize(1);
        return http.bench.ends.newest(1).get(0);
    }
}
