package io.ringcast.protocol.mpegts;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PesHeaderTest {

    // PTS 0x1_2345_6789 and DTS 0x0_8765_4321 in their five bytes.
    private static final ByteBuf BOTH = Unpooled.wrappedBuffer(HexFormat.of()
            .parseHex(
                    "000001" // packet_start_code_prefix
                            + "e0" // stream_id
                            + "0000" // PES_packet_length
                            + "80c0" // '10', flags: PTS and DTS
                            + "0a" // PES_header_data_length
                            + "39" + "8d15" + "cf13" // '0011' 100 1, 100011010001010 1, 110011110001001 1
                            + "15" + "1d95" + "8643" // '0001' 010 1, 000111011001010 1, 100001100100001 1
                            + "00000001"));

    private final PesHeader pes = new PesHeader();

    @Test
    void readsBothStamps() {
        assertThat(pes.wrap(BOTH.copy(), 0, BOTH.readableBytes())).isTrue();
        assertThat(pes.streamId()).isEqualTo(0xE0);
        assertThat(pes.hasPts()).isTrue();
        assertThat(pes.pts()).isEqualTo(0x1_2345_6789L);
        assertThat(pes.hasDts()).isTrue();
        assertThat(pes.dts()).isEqualTo(0x0_8765_4321L);
        assertThat(pes.dataStart()).isEqualTo(19);
        assertThat(pes.stampsCut()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 90_000, (1L << 33) - 1, 0x1_5555_5555L, 0x0_AAAA_AAAAL})
    void writesStampsThatItReadsBackAndKeepsPrefixAndMarkers(long stamp) {
        // given
        ByteBuf bytes = BOTH.copy();
        pes.wrap(bytes, 0, bytes.readableBytes());

        // when
        pes.setPts(stamp);
        pes.setDts(TsClock.STAMP_MODULUS - 1 - stamp);

        // then
        assertThat(pes.pts()).isEqualTo(stamp);
        assertThat(pes.dts()).isEqualTo(TsClock.STAMP_MODULUS - 1 - stamp);
        assertThat(bytes.getByte(9) & 0xF1).isEqualTo(0x31);
        assertThat(bytes.getByte(14) & 0xF1).isEqualTo(0x11);
        for (int marker : new int[] {11, 13, 16, 18}) {
            assertThat(bytes.getByte(marker) & 1).isEqualTo(1);
        }
    }

    @Test
    void saysWhenTheHeaderRunsOnBeyondTheGivenBytes() {
        assertThat(pes.wrap(BOTH.copy(), 0, 15)).isTrue();
        assertThat(pes.hasPts()).isTrue();
        assertThat(pes.hasDts()).isFalse();
        assertThat(pes.stampsCut()).isTrue();
    }

    @Test
    void knowsStreamsWithoutStamps() {
        // given: padding_stream
        ByteBuf bytes = BOTH.copy().setByte(3, 0xBE);

        assertThat(pes.wrap(bytes, 0, bytes.readableBytes())).isTrue();
        assertThat(pes.hasPts()).isFalse();
        assertThat(pes.stampsCut()).isFalse();
        assertThat(pes.dataStart()).isEqualTo(6);
    }

    @Test
    void refusesWhatIsNoPes() {
        assertThat(pes.wrap(Unpooled.wrappedBuffer(new byte[] {0, 0, (byte) 0xB0, 1}), 0, 4))
                .isFalse();
    }
}
