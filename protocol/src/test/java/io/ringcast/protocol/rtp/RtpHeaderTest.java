package io.ringcast.protocol.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RtpHeaderTest {

    private static final String FIXED = """
            80\
            a1\
            fffe\
            ffffffff\
            deadbeef\
            """;

    @Test
    void writesTheFixedHeader() {
        ByteBuf datagram = Unpooled.buffer();

        RtpHeader.write(datagram, RtpHeader.MPEG_TS, true, 0xFFFE, 0xFFFF_FFFFL, 0xDEAD_BEEFL);

        assertThat(ByteBufUtil.hexDump(datagram)).isEqualTo(FIXED);
    }

    @Test
    void readsWhatItWrote() {
        ByteBuf datagram = hex("00" + FIXED + "47").skipBytes(1);

        assertThat(RtpHeader.payloadOffset(datagram)).isEqualTo(RtpHeader.SIZE);
        assertThat(RtpHeader.padding(datagram)).isZero();
        assertThat(RtpHeader.payloadType(datagram)).isEqualTo(RtpHeader.MPEG_TS);
        assertThat(RtpHeader.marker(datagram)).isTrue();
        assertThat(RtpHeader.sequence(datagram)).isEqualTo(0xFFFE);
        assertThat(RtpHeader.timestamp(datagram)).isEqualTo(0xFFFF_FFFFL);
        assertThat(RtpHeader.ssrc(datagram)).isEqualTo(0xDEAD_BEEFL);
    }

    @Test
    void passesOverContributingSourcesAndAnExtension() {
        // Two contributing sources, an extension of one word, two bytes of payload, two of padding.
        ByteBuf datagram = hex(
                "b2210001" + "00000002" + "00000003" + "0000000a0000000b" + "abcd0001" + "01020304" + "4700" + "0002");

        assertThat(RtpHeader.payloadOffset(datagram)).isEqualTo(RtpHeader.SIZE + 8 + 8);
        assertThat(RtpHeader.padding(datagram)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "80210001000000020000",
                "402100010000000200000003",
                "472100010000000200000003",
                "812100010000000200000003",
                "902100010000000200000003",
                "90210001000000020000000300000001",
                "a02100010000000200000003ff",
                "a021000100000002000000ff"
            })
    void knowsWhatIsNoRtp(String datagram) {
        assertThat(RtpHeader.payloadOffset(hex(datagram))).isEqualTo(-1);
    }

    @Test
    void countsSequenceNumbersRound() {
        assertThat(RtpHeader.distance(0xFFFF, 0)).isEqualTo(1);
        assertThat(RtpHeader.distance(0, 0xFFFF)).isEqualTo(-1);
        assertThat(RtpHeader.distance(7, 7)).isZero();
        assertThat(RtpHeader.distance(0, 0x7FFF)).isEqualTo(0x7FFF);
    }

    private static ByteBuf hex(String bytes) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(bytes));
    }
}
