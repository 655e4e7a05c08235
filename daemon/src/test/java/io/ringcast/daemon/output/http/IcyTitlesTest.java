package io.ringcast.daemon.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.testing.Transports;
import io.ringcast.daemon.transport.TransportKind;
import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.icy.IcyDemuxer;
import io.ringcast.protocol.icy.IcySink;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Titles within the sound, for those who ask for them and for nobody else. */
@Timeout(60)
@ParameterizedClass
@MethodSource("transports")
final class IcyTitlesTest {

    private static final String ASKS = "Icy-MetaData: 1";
    private static final int INTERVAL = 16_000;
    private static final byte[] SOUND = Bytes.random(40_000);

    private final HttpBench http;

    IcyTitlesTest(TransportKind kind) {
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
    void comeBetweenTheBytesOfTheSound() throws Exception {
        begin(Format.MP3);
        title("Anna");
        http.bench.write(SOUND);
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.get("/test", ASKS);
            assertThat(head.field("icy-metaint")).isEqualTo("16000");
            Heard heard = new Heard();
            heard.read(peer.bytes(SOUND.length + 1 + 2 * 16 + 1));

            assertThat(heard.sound.toByteArray()).isEqualTo(SOUND);
            assertThat(heard.titles).containsExactly("Anna");

            title("Käse");
            http.bench.write(SOUND);
            heard.read(peer.bytes(SOUND.length + 1 + 2 * 16 + 2));
            assertThat(heard.sound.toByteArray()).isEqualTo(twice(SOUND));
            assertThat(heard.titles).containsExactly("Anna", "Käse");
        }
    }

    @Test
    void areCountedAnewForEachListener() throws Exception {
        begin(Format.ADTS);
        title("Anna");
        http.bench.write(SOUND);
        try (HttpPeer plain = http.connect();
                HttpPeer first = http.connect()) {
            assertThat(plain.get("/test").has("icy-metaint")).isFalse();
            assertThat(plain.bytes(SOUND.length)).isEqualTo(SOUND);
            assertThat(first.get("/test", ASKS).status()).isEqualTo(200);
            first.bytes(INTERVAL);
            assertThat(first.bytes(1)).containsExactly(2);
        }
    }

    @Test
    void comeWithinTheChunksOfAProxy() throws Exception {
        begin(Format.MP3);
        title("Anna");
        http.bench.write(SOUND);
        try (HttpPeer peer = http.connect()) {
            assertThat(peer.get("/test", ASKS, "Via: 1.1 proxy").field("transfer-encoding"))
                    .isEqualTo("chunked");
            Heard heard = new Heard();
            while (heard.sound.size() < SOUND.length) {
                heard.read(peer.chunk());
            }

            assertThat(heard.sound.toByteArray()).isEqualTo(SOUND);
            assertThat(heard.titles).containsExactly("Anna");
        }
    }

    @Test
    void haveNoPlaceInPictures() throws Exception {
        begin(Format.WEBM);
        title("Anna");
        http.bench.write(SOUND);
        try (HttpPeer peer = http.connect()) {
            assertThat(peer.get("/test", ASKS).has("icy-metaint")).isFalse();
            assertThat(peer.bytes(SOUND.length)).isEqualTo(SOUND);
        }
    }

    @Test
    void haveNoPlaceInARange() throws Exception {
        begin(Format.MP3);
        title("Anna");
        http.bench.write(SOUND);
        try (HttpPeer peer = http.connect()) {
            HttpPeer.Head head = peer.get("/test", ASKS, "Range: bytes=0-39999", "If-Range: " + http.entityTag());

            assertThat(head.status()).isEqualTo(206);
            assertThat(head.has("icy-metaint")).isFalse();
            assertThat(peer.bytes(SOUND.length)).isEqualTo(SOUND);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 320, 64})
    void aRateNearToAUsualOneIsThatOne(int kilobits) {
        assertThat(IcyFields.kilobits(kilobits * 125L + 300)).isEqualTo(kilobits);
        assertThat(IcyFields.kilobits(kilobits * 125L - 300)).isEqualTo(kilobits);
        assertThat(IcyFields.kilobits(1000 * 125L)).isEqualTo(1000);
    }

    private void begin(Format format) {
        http.bench.begin(format, false);
        http.bench.joinPoint(new byte[0]);
    }

    private void title(String title) {
        http.bench.onSource(() -> {
            http.bench.splice.title(title);
            return 0;
        });
    }

    private static byte[] twice(byte[] bytes) {
        byte[] both = Arrays.copyOf(bytes, 2 * bytes.length);
        System.arraycopy(bytes, 0, both, bytes.length, bytes.length);
        return both;
    }

    /** What a player makes of it. */
    private static final class Heard implements IcySink {

        final ByteArrayOutputStream sound = new ByteArrayOutputStream();
        final List<String> titles = new ArrayList<>();
        private final IcyDemuxer demuxer = new IcyDemuxer(INTERVAL, this);

        void read(byte[] bytes) {
            demuxer.read(Unpooled.wrappedBuffer(bytes));
        }

        @Override
        public void onPayload(ByteBuf payload) {
            byte[] bytes = new byte[payload.readableBytes()];
            payload.getBytes(payload.readerIndex(), bytes);
            sound.writeBytes(bytes);
        }

        @Override
        public void onTitle(String title) {
            titles.add(title);
        }
    }
}
