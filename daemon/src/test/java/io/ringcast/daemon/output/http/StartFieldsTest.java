package io.ringcast.daemon.output.http;

import static io.ringcast.daemon.output.http.Bytes.JOINABLE;
import static io.ringcast.daemon.output.http.Bytes.PACKETS;
import static io.ringcast.daemon.output.http.Bytes.packets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.daemon.stream.Run;
import io.ringcast.daemon.testing.Transports;
import io.ringcast.daemon.transport.TransportKind;
import io.ringcast.protocol.live.LivePlace;
import io.ringcast.protocol.live.Provenance;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What an endless answer says of where it begins, and how one begins at an offset. */
@Timeout(60)
@ParameterizedClass
@MethodSource("transports")
final class StartFieldsTest {

    private static final byte[] PREAMBLE = packets(1_000_000, 2);
    private static final String TAG = "\"00000000deadbeef\"";

    private final HttpBench http;

    StartFieldsTest(TransportKind kind) {
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

    @Test
    void sayWhereTheBodyBeginsAndHowManyBytesAreBeforeThat() throws Exception {
        relaysFrom(18_800);
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.get("/test.ts");

            assertThat(head.field("etag")).isEqualTo(TAG);
            assertThat(head.field("content-location")).isEqualTo("/test?from=@18800");
            assertThat(head.field("ringcast-preamble")).isEqualTo("376");
            assertThat(head.field("via")).isEqualTo("1.1 ringcast-00000000000000aa, 1.1 ringcast-0123456789abcdef");
            assertThat(peer.bytes(376)).isEqualTo(PREAMBLE);
            assertThat(peer.bytes(1880)).isEqualTo(packets(0, 10));
        }
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.get("/test/preamble?at=18800", "If-Match: " + TAG);

            assertThat(head.status()).isEqualTo(200);
            assertThat(peer.bytes(Integer.parseInt(head.field("content-length"))))
                    .isEqualTo(PREAMBLE);
        }
    }

    @Test
    void anOffsetIsWhereTheBodyBegins() throws Exception {
        relaysFrom(18_800);
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.get("/test?from=@18988");

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.field("content-location")).isEqualTo("/test?from=@18988");
            assertThat(head.field("ringcast-preamble")).isEqualTo("0");
            assertThat(peer.bytes(9 * 188)).isEqualTo(packets(1, 9));
        }
        try (HttpPeer peer = http.connect()) {
            assertThat(peer.get("/test?from=@20680").status()).isEqualTo(200);
            http.bench.write(packets(10, 1));
            assertThat(peer.bytes(188)).isEqualTo(packets(10, 1));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/test?from=@18801,          400, such as @18800",
        "/test?from=@many,           400, @OFFSET",
        "/test?from=@18799,          416, 18800 to 20680",
        "/test?from=@20681,          416, 18800 to 20680",
        "/test/preamble?at=18988,    404, such as 18800",
        "/test/preamble?at=1,        416, 18800 to 20680",
        "/test/preamble,             400, the offset of a join point",
        "/none/preamble?at=1,        404, Streams here",
    })
    void explainsWhatCannotBeHad(String target, int status, String says) throws Exception {
        relaysFrom(18_800);
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.get(target);

            assertThat(head.status()).isEqualTo(status);
            assertThat(peer.text(head)).contains(says);
        }
    }

    @Test
    void hasNoPreambleForAnotherEpochNorWhereTheFormatNeedsNone() throws Exception {
        http.bench.begin(PACKETS, false);
        http.bench.write(packets(0, 10));
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head other = peer.get("/test/preamble?at=188", "If-Match: " + TAG);
            assertThat(other.status()).isEqualTo(412);
            assertThat(peer.text(other)).contains(http.entityTag());
            HttpPeer.Head none = peer.get("/test/preamble?at=188");
            assertThat(none.status()).isEqualTo(200);
            assertThat(none.field("content-length")).isEqualTo("0");
        }
    }

    @Test
    void whoCountsIsCutWhereTheEpochEndsAndOthersHearNothingOfIt() throws Exception {
        relaysFrom(18_800);
        try (HttpPeer counting = http.connect();
                HttpPeer player = http.connect()) {
            HttpPeer.Head head = counting.get("/test", "Ringcast-Counts: 1");
            player.get("/test");
            assertThat(head.field("transfer-encoding")).isEqualTo("chunked");
            assertThat(counting.chunk()).isEqualTo(PREAMBLE);
            assertThat(counting.chunk()).isEqualTo(packets(0, 10));
            player.bytes(376 + 1880);

            http.bench.begin(JOINABLE, false);
            http.bench.joinPoint(PREAMBLE);
            http.bench.write(packets(10, 10));

            assertThatThrownBy(counting::chunk).isInstanceOf(IOException.class);
            assertThat(player.bytes(376)).isEqualTo(PREAMBLE);
            assertThat(player.bytes(1880)).isEqualTo(packets(10, 10));
            await().until(() -> !http.bench.ends.newest(1).isEmpty());
            assertThat(http.bench.ends.newest(1).get(0).reason()).isEqualTo(EndReason.EPOCH_ENDED);
        }
        // What the ring still has of it can be had by those who name it, up to its last byte; behind that the new one
        // begins.
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head rest = peer.get("/test", "Range: bytes=20492-9007199254740991", "If-Range: " + TAG);
            assertThat(rest.status()).isEqualTo(206);
            assertThat(rest.field("etag")).isEqualTo(TAG);
            assertThat(peer.untilEnd()).isEqualTo(packets(9, 1));
        }
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head anew = peer.get("/test", "Range: bytes=20680-9007199254740991", "If-Range: " + TAG);
            assertThat(anew.status()).isEqualTo(200);
        }
    }

    private void relaysFrom(long offset) {
        http.bench.begin(new Run(JOINABLE, Optional.empty(), false)
                .from(new Provenance(
                        List.of("ringcast-00000000000000aa"), Optional.of(new LivePlace(TAG, offset, 376)))));
        http.bench.joinPoint(PREAMBLE);
        http.bench.write(packets(0, 10));
    }
}
