package io.ringcast.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InflationTest {

    private static final byte[] PLAIN = "hello, hello, hello".getBytes(StandardCharsets.US_ASCII);

    @AfterEach
    void checkLeaks() {
        LeakPresenceDetector.check();
    }

    @Test
    void readsAGzipHeaderWithEverythingSplitAnywhere() throws Exception {
        byte[] coded = withFullHeader(gzip(PLAIN));

        for (int split = 0; split <= coded.length; split++) {
            try (Inflation inflation = Inflation.gzip()) {
                assertThat(inflated(inflation, coded, split))
                        .as("split at %d", split)
                        .isEqualTo(PLAIN);
                assertThat(inflation.isComplete()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsDeflateWithAndWithoutItsWrapperSplitAnywhere(boolean bare) throws Exception {
        byte[] coded = deflate(PLAIN, bare);

        for (int split = 0; split <= coded.length; split++) {
            try (Inflation inflation = Inflation.deflate()) {
                assertThat(inflated(inflation, coded, split))
                        .as("split at %d", split)
                        .isEqualTo(PLAIN);
                assertThat(inflation.isComplete()).isTrue();
            }
        }
    }

    @Test
    void isCompleteOnlyAtTheEnd() throws Exception {
        byte[] coded = gzip(PLAIN);
        for (int length = 0; length < coded.length; length++) {
            try (Inflation inflation = Inflation.gzip()) {
                inflated(inflation, Arrays.copyOf(coded, length), length);
                assertThat(inflation.isComplete()).as("after %d bytes", length).isFalse();
            }
        }
    }

    @Test
    void givesBoundedPartsOfWhatExpandsMuch() throws Exception {
        ByteBuf coded = Unpooled.wrappedBuffer(gzip(new byte[1 << 20]));
        try (Inflation inflation = Inflation.gzip()) {
            long total = 0;
            while (coded.isReadable() || inflation.outputWaits()) {
                ByteBuf part = inflation.next(coded, PooledByteBufAllocator.DEFAULT);
                assertThat(part.readableBytes()).isLessThanOrEqualTo(Inflation.PART_BYTES);
                total += part.readableBytes();
                part.release();
            }
            assertThat(total).isEqualTo(1 << 20);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0,  does not begin like gzip",
        "1,  does not begin like gzip",
        "2,  does not begin like gzip",
        "-8, checksum",
        "-1, length",
    })
    void refusesDamage(int at, String reason) throws Exception {
        byte[] coded = gzip(PLAIN);
        coded[at < 0 ? coded.length + at : at] ^= 0x40;

        try (Inflation inflation = Inflation.gzip()) {
            assertThatThrownBy(() -> inflated(inflation, coded, 3))
                    .isInstanceOf(DataFormatException.class)
                    .hasMessageContaining(reason);
        }
    }

    @Test
    void refusesADictionary() {
        // RFC 1950, 2.2: FDICT is bit 5 of FLG.
        byte[] coded = HexFormat.of().parseHex("78bb00000001" + "00000000");

        try (Inflation inflation = Inflation.deflate()) {
            assertThatThrownBy(() -> inflated(inflation, coded, 3))
                    .isInstanceOf(DataFormatException.class)
                    .hasMessageContaining("dictionary");
        }
    }

    @Test
    void endsOnAnyGarbage() {
        Random random = new Random(11);
        for (int round = 0; round < 500; round++) {
            byte[] garbage = new byte[random.nextInt(200)];
            random.nextBytes(garbage);
            byte[] coded = round % 2 == 0 ? garbage : damaged(random);
            try (Inflation inflation = round % 3 == 0 ? Inflation.deflate() : Inflation.gzip()) {
                inflated(inflation, coded, coded.length / 2);
            } catch (DataFormatException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    private static byte[] damaged(Random random) {
        byte[] coded = gzip(PLAIN);
        coded[random.nextInt(coded.length)] = (byte) random.nextInt();
        return coded;
    }

    private static byte[] inflated(Inflation inflation, byte[] coded, int split) throws DataFormatException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        for (ByteBuf in : new ByteBuf[] {
            Unpooled.wrappedBuffer(coded, 0, split), Unpooled.wrappedBuffer(coded, split, coded.length - split)
        }) {
            while (in.isReadable() || inflation.outputWaits()) {
                ByteBuf part = inflation.next(in, PooledByteBufAllocator.DEFAULT);
                plain.writeBytes(ByteBufUtil.getBytes(part));
                part.release();
            }
        }
        return plain.toByteArray();
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(coded)) {
            out.write(plain);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return coded.toByteArray();
    }

    // RFC 1952, 2.3: FLG with FHCRC, FEXTRA, FNAME and FCOMMENT.
    private static byte[] withFullHeader(byte[] gzip) {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        coded.write(gzip, 0, 3);
        coded.write(0b0001_1110);
        coded.write(gzip, 4, 6);
        coded.writeBytes(new byte[] {3, 0, 'x', 0, 'y'});
        coded.writeBytes("name\0".getBytes(StandardCharsets.US_ASCII));
        coded.writeBytes("\0".getBytes(StandardCharsets.US_ASCII));
        coded.writeBytes(new byte[] {1, 2});
        coded.write(gzip, 10, gzip.length - 10);
        return coded.toByteArray();
    }

    private static byte[] deflate(byte[] plain, boolean bare) throws Exception {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(6, bare);
        try (DeflaterOutputStream out = new DeflaterOutputStream(coded, deflater)) {
            out.write(plain);
        }
        deflater.end();
        return coded.toByteArray();
    }
}
