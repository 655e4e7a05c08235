package io.ringcast.protocol.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.protocol.mpegts.TsPacket;
import io.ringcast.protocol.rtp.TsDatagramReader.Seen;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TsDatagramReaderTest {

    private static final long WAIT = 50_000_000;
    private static final long MILLI = 1_000_000;
    private static final int SEVEN = 7 * TsPacket.SIZE;

    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
    private final TsDatagramReader reader = new TsDatagramReader(PooledByteBufAllocator.DEFAULT, WAIT, payload -> {
        byte[] bytes = new byte[payload.readableBytes()];
        payload.getBytes(payload.readerIndex(), bytes);
        stream.writeBytes(bytes);
    });
    private final byte[] sent = packets(700);
    private long now = -5;

    @AfterEach
    void freesEverything() {
        reader.close();
        LeakPresenceDetector.check();
    }

    @Test
    void takesPacketsAsTheyAre() {
        for (int at = 0; at < sent.length; at += SEVEN) {
            assertThat(read(part(at, SEVEN))).isEqualTo(Seen.RAW);
        }

        assertThat(stream.toByteArray()).isEqualTo(sent);
        assertThat(reader.isRtp()).isFalse();
        assertThat(reader.counts().received()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(ints = {188, 1024, 1472, 1500, 5000})
    void takesDatagramsThatCutPackets(int size) {
        for (int at = 0; at < sent.length; at += size) {
            assertThat(read(part(at, size))).isEqualTo(Seen.RAW);
        }

        assertThat(stream.toByteArray()).isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource({"192, 4", "204, 0"})
    void takesPacketsWithMoreBetweenThem(int stride, int before) {
        byte[] spaced = new byte[100 * stride];
        for (int i = 0; i < 100; i++) {
            System.arraycopy(sent, i * TsPacket.SIZE, spaced, i * stride + before, TsPacket.SIZE);
        }

        for (int at = 0; at < spaced.length; at += 5 * stride) {
            assertThat(read(Unpooled.wrappedBuffer(spaced, at, 5 * stride))).isEqualTo(Seen.RAW);
        }

        assertThat(stream.toByteArray()).isEqualTo(spaced);
    }

    @Test
    void takesThemOutOfRtp() {
        for (int i = 0; i < 100; i++) {
            assertThat(read(rtp(65_500 + i, 7, i * SEVEN))).isEqualTo(Seen.RTP);
        }

        assertThat(stream.toByteArray()).isEqualTo(sent);
        assertThat(reader.isRtp()).isTrue();
        assertThat(reader.counts()).isEqualTo(new DatagramCounts(100, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void handsOnWhatWaitedTooLong() {
        read(rtp(1, 7, 0));
        read(rtp(3, 7, 2 * SEVEN));
        assertThat(reader.dueNanos()).isEqualTo(now + WAIT);

        reader.expire(now + WAIT);

        assertThat(stream.size()).isEqualTo(2 * SEVEN);
        assertThat(reader.counts().lost()).isEqualTo(1);
    }

    @Test
    void keepsGarbageOutWhoeverSendsIt() {
        Random random = new Random(11);
        int garbage = 0;
        for (int at = 0; at < sent.length; at += SEVEN) {
            for (int i = 0; i < 20; i++, garbage++) {
                byte[] bytes = new byte[random.nextInt(1500)];
                random.nextBytes(bytes);
                assertThat(read(Unpooled.wrappedBuffer(bytes))).isEqualTo(Seen.GARBAGE);
            }
            read(part(at, SEVEN));
        }

        assertThat(stream.toByteArray()).isEqualTo(sent);
        assertThat(reader.counts().garbage()).isEqualTo(garbage);
    }

    @Test
    void keepsGarbageOutOfRtp() {
        Random random = new Random(12);
        for (int i = 0; i < 100; i++) {
            byte[] bytes = new byte[200 + random.nextInt(1300)];
            random.nextBytes(bytes);
            bytes[0] = (byte) 0x80;
            bytes[1] = RtpHeader.MPEG_TS;
            assertThat(read(Unpooled.wrappedBuffer(bytes))).isEqualTo(Seen.GARBAGE);
            read(rtp(i, 7, i * SEVEN));
        }

        assertThat(stream.toByteArray()).isEqualTo(sent);
        assertThat(reader.counts().garbage()).isEqualTo(100);
    }

    @Test
    void followsOneSenderWhileItIsThere() {
        for (int i = 0; i < 100; i++) {
            assertThat(read(rtp(i, 7, i * SEVEN))).isEqualTo(Seen.RTP);
            assertThat(read(rtp(500 + i, 8, 0))).isEqualTo(Seen.STRANGER);
            assertThat(read(part(0, SEVEN))).isEqualTo(Seen.STRANGER);
        }

        assertThat(stream.toByteArray()).isEqualTo(sent);
        assertThat(reader.counts().strangers()).isEqualTo(200);
    }

    @Test
    void followsAnotherWhenTheFirstIsSilent() {
        read(rtp(1, 7, 0));
        read(rtp(3, 7, SEVEN));

        now += 200 * MILLI;
        assertThat(read(rtp(40_000, 8, 2 * SEVEN))).isEqualTo(Seen.RTP);
        now += 200 * MILLI;
        assertThat(read(part(3 * SEVEN, 1000))).isEqualTo(Seen.RAW);
        assertThat(read(part(3 * SEVEN + 1000, 1000))).isEqualTo(Seen.RAW);
        now += 200 * MILLI;
        assertThat(read(rtp(5, 9, 0))).isEqualTo(Seen.RTP);

        assertThat(stream.size()).isEqualTo(4 * SEVEN + 2000);
        assertThat(Arrays.copyOf(stream.toByteArray(), 3 * SEVEN + 2000))
                .isEqualTo(Arrays.copyOf(sent, 3 * SEVEN + 2000));
        assertThat(reader.counts()).isEqualTo(new DatagramCounts(6, 0, 0, 1, 0, 0, 0, 3));
    }

    @Test
    void countsAPacketWithoutPayloadInTheSequence() {
        read(rtp(1, 7, 0));
        ByteBuf empty = Unpooled.buffer();
        RtpHeader.write(empty, RtpHeader.MPEG_TS, false, 2, 0, 7);
        assertThat(read(empty)).isEqualTo(Seen.RTP);
        read(rtp(3, 7, SEVEN));

        assertThat(stream.size()).isEqualTo(2 * SEVEN);
        assertThat(reader.counts().lost()).isZero();
    }

    @Test
    void losesTheWayWithALostDatagramAndFindsIt() {
        for (int at = 0; at + 1472 <= sent.length; at += 1472) {
            if (at != 5 * 1472) {
                assertThat(read(part(at, 1472))).isEqualTo(Seen.RAW);
            }
        }

        assertThat(reader.counts().garbage()).isZero();
    }

    private Seen read(ByteBuf datagram) {
        int from = datagram.readerIndex();
        int end = datagram.writerIndex();
        Seen seen = reader.read(datagram, now);
        assertThat(datagram.readerIndex()).isEqualTo(from);
        assertThat(datagram.writerIndex()).isEqualTo(end);
        return seen;
    }

    private ByteBuf part(int at, int length) {
        return Unpooled.wrappedBuffer(sent, at, Math.min(length, sent.length - at));
    }

    private ByteBuf rtp(int sequence, int source, int at) {
        ByteBuf datagram = Unpooled.buffer();
        RtpHeader.write(datagram, RtpHeader.MPEG_TS, false, sequence, 0, source);
        return datagram.writeBytes(sent, at, SEVEN);
    }

    private static byte[] packets(int count) {
        byte[] bytes = new byte[count * TsPacket.SIZE];
        new Random(5).nextBytes(bytes);
        for (int at = 0; at < bytes.length; at += TsPacket.SIZE) {
            bytes[at] = TsPacket.SYNC_BYTE;
        }
        return bytes;
    }
}
