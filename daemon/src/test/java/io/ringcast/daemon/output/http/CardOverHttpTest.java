package io.ringcast.daemon.output.http;

import static io.ringcast.daemon.output.http.HttpBench.MIB;
import static io.ringcast.daemon.output.http.HttpBench.OLDEST;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.config.JoinSpec;
import io.ringcast.daemon.ring.RingLimit;
import io.ringcast.daemon.testing.Transports;
import io.ringcast.daemon.transport.TransportKind;
import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.container.UnitParser;
import io.ringcast.protocol.container.UnitParsers;
import io.ringcast.protocol.mpegts.TsPacket;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real transport stream over HTTP: whoever comes in the middle can decode from the first packet on. */
@Timeout(60)
final class CardOverHttpTest {

    private static final String CARD = "/io/ringcast/daemon/source/test/card.ts";
    private static final int MAP_PID = 0x1000;
    private static final int VIDEO_PID = 0x100;

    @AfterEach
    void lookForLeaks() {
        LeakPresenceDetector.check();
    }

    static List<TransportKind> transports() {
        return Transports.available();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void startsWithTheTablesAndAKeyframe(TransportKind kind) throws Exception {
        byte[] card = card();
        int half = card.length / 2 / TsPacket.SIZE * TsPacket.SIZE;
        try (HttpBench http =
                new HttpBench(kind, 64 * MIB, RingLimit.ofBytes(4 * MIB), OLDEST.join(new JoinSpec.Keyframe()))) {
            http.bench.begin(Format.MPEG_TS, false);
            UnitParser parser = UnitParsers.forFormat(Format.MPEG_TS, UnpooledByteBufAllocator.DEFAULT);
            parse(http, parser, Arrays.copyOf(card, half));
            try (HttpPeer peer = http.connect()) {
                HttpPeer.Head head = peer.get("/test.ts");
                assertThat(head.field("content-type")).isEqualTo("video/mp2t");

                ByteBuf tables = Unpooled.wrappedBuffer(peer.bytes(2 * TsPacket.SIZE));
                byte[] first = peer.bytes(TsPacket.SIZE);
                TsPacket packet = new TsPacket();
                assertThat(packet.wrap(tables, 0).pid()).isEqualTo(TsPacket.PAT_PID);
                assertThat(packet.wrap(tables, TsPacket.SIZE).pid()).isEqualTo(MAP_PID);
                assertThat(packet.wrap(Unpooled.wrappedBuffer(first), 0).pid()).isEqualTo(VIDEO_PID);
                assertThat(packet.payloadUnitStart()).isTrue();
                assertThat(packet.randomAccess()).isTrue();

                // From there on it is the card, byte for byte.
                int start = lastIndexOf(first, card, half);
                assertThat(peer.bytes(half - start - TsPacket.SIZE))
                        .isEqualTo(Arrays.copyOfRange(card, start + TsPacket.SIZE, half));
                parse(http, parser, Arrays.copyOfRange(card, half, card.length));
                http.bench.onSource(() -> {
                    parser.end(http.bench.splice);
                    parser.close();
                    http.bench.splice.end();
                    return 0;
                });
                assertThat(peer.untilEnd()).isEqualTo(Arrays.copyOfRange(card, half, card.length));
            }
        }
    }

    private static void parse(HttpBench http, UnitParser parser, byte[] bytes) {
        http.bench.onSource(() -> {
            parser.parse(Unpooled.wrappedBuffer(bytes), http.bench.splice);
            http.bench.splice.flush();
            return 0;
        });
    }

    /** Index of the last packet before {@code end} that is {@code packet}. */
    private static int lastIndexOf(byte[] packet, byte[] bytes, int end) {
        for (int at = end - TsPacket.SIZE; at >= 0; at -= TsPacket.SIZE) {
            if (Arrays.equals(packet, 0, TsPacket.SIZE, bytes, at, at + TsPacket.SIZE)) {
                return at;
            }
        }
        throw new AssertionError("a packet that is not in the card");
    }

    private static byte[] card() throws IOException {
        try (InputStream in = CardOverHttpTest.class.getResourceAsStream(CARD)) {
            assertThat(in).isNotNull();
            return in.readAllBytes();
        }
    }
}
