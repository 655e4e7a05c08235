package io.ringcast.protocol.mpegts;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AdaptationFieldTest {

    private final AdaptationField field = new AdaptationField();

    @Test
    void readsEverythingThatMayStandThere() {
        // given: both clocks, countdown -2, private data of 3 bytes, an extension with all three parts
        ByteBuf packet = packet(
                "1F" // PCR, OPCR, splicing point, private data, extension
                        + "000000007E00" // PCR
                        + "000000007E00" // OPCR
                        + "FE" // splice_countdown
                        + "03 AABBCC" // private data
                        + "0B FF" // extension: ltw, piecewise rate, seamless splice
                        + "8064" // ltw valid, offset 100
                        + "C003E8" // piecewise rate 1000
                        + "2100010BB9"); // DTS_next_AU 1500

        // when
        field.wrap(new TsPacket().wrap(packet, 0));

        // then
        assertThat(field.hasSpliceCountdown()).isTrue();
        assertThat(field.spliceCountdown()).isEqualTo(-2);
        assertThat(field.privateDataLength()).isEqualTo(3);
        assertThat(packet.getUnsignedMedium(field.privateDataStart())).isEqualTo(0xAABBCC);
        assertThat(field.hasLegalTimeWindow()).isTrue();
        assertThat(field.legalTimeWindowOffset()).isEqualTo(100);
        assertThat(field.hasPiecewiseRate()).isTrue();
        assertThat(field.piecewiseRate()).isEqualTo(1000);
        assertThat(field.hasNextDts()).isTrue();
        assertThat(field.nextDts()).isEqualTo(1500);
    }

    @Test
    void overwritesTheNextDecodingTimeAndNothingElse() {
        // given
        ByteBuf packet = packet("01 06 3F 2100010BB9");

        // when
        field.wrap(new TsPacket().wrap(packet, 0)).setNextDts(TsClock.STAMP_MODULUS - 1);

        // then
        assertThat(packet.slice(6, 7))
                .isEqualTo(Unpooled.wrappedBuffer(HexFormat.of().parseHex("063F2FFFFFFFFF")));
    }

    @Test
    void hasNothingInAnEmptyField() {
        field.wrap(new TsPacket().wrap(packet("00"), 0));

        assertThat(field.hasSpliceCountdown()).isFalse();
        assertThat(field.privateDataLength()).isZero();
        assertThat(field.hasLegalTimeWindow()).isFalse();
        assertThat(field.hasPiecewiseRate()).isFalse();
        assertThat(field.hasNextDts()).isFalse();
    }

    @Test
    void neverLeavesThePacket() {
        Random random = new Random(5);
        TsPacket packet = new TsPacket();
        for (int i = 0; i < 100_000; i++) {
            // given: a packet of random bytes at the end of a buffer
            byte[] bytes = new byte[188];
            random.nextBytes(bytes);
            bytes[4] = (byte) random.nextInt(random.nextBoolean() ? 256 : 20);
            ByteBuf buffer = Unpooled.wrappedBuffer(bytes);

            // when, then: no IndexOutOfBoundsException
            field.wrap(packet.wrap(buffer, 0));
            if (field.hasSpliceCountdown()) {
                field.spliceCountdown();
            }
            if (field.privateDataLength() > 0) {
                assertThat(field.privateDataStart() + field.privateDataLength()).isLessThanOrEqualTo(188);
            }
            if (field.hasLegalTimeWindow()) {
                field.legalTimeWindowOffset();
            }
            if (field.hasPiecewiseRate()) {
                field.piecewiseRate();
            }
            if (field.hasNextDts()) {
                field.setNextDts(field.nextDts());
            }
        }
    }

    /** A packet whose adaptation field has these bytes behind its length. */
    private static ByteBuf packet(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        ByteBuf packet = Unpooled.buffer(188);
        packet.writeInt(0x4701_0030);
        packet.writeByte(bytes.length);
        packet.writeBytes(bytes);
        return packet.writeZero(188 - packet.writerIndex());
    }
}
