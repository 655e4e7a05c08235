package io.ringcast.protocol.mpegts;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TsPacketTest {

    @Test
    void readsTheFieldsOfAHeader() {
        // given
        ByteBuf bytes = bytes(
                "47" // sync_byte
                        + "c1e1" // transport_error_indicator, payload_unit_start_indicator, PID 0x01E1
                        + "bd" // scrambling 2, adaptation field and payload, counter 13
                        + "10" // adaptation_field_length 16
                        + "d8" // discontinuity, random access, PCR, OPCR
                        + "00000000fe2b" // PCR: base 1, reserved, extension 43
                        + "ffffffffffff" // OPCR: all ones
                        + "ffffff"); // stuffing

        // when
        TsPacket packet = new TsPacket().wrap(bytes, 0);

        // then
        assertThat(packet.hasSync()).isTrue();
        assertThat(packet.transportError()).isTrue();
        assertThat(packet.payloadUnitStart()).isTrue();
        assertThat(packet.pid()).isEqualTo(0x01E1);
        assertThat(packet.scrambling()).isEqualTo(2);
        assertThat(packet.hasAdaptationField()).isTrue();
        assertThat(packet.hasPayload()).isTrue();
        assertThat(packet.continuityCounter()).isEqualTo(13);
        assertThat(packet.discontinuity()).isTrue();
        assertThat(packet.randomAccess()).isTrue();
        assertThat(packet.hasPcr()).isTrue();
        assertThat(packet.pcr()).isEqualTo(300 + 43);
        assertThat(packet.hasOpcr()).isTrue();
        assertThat(packet.opcr()).isEqualTo(((1L << 33) - 1) * 300 + 511);
        assertThat(packet.payloadStart()).isEqualTo(21);
        assertThat(packet.payloadEnd()).isEqualTo(188);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 299, 300, 27_000_000, (1L << 33) * 300 - 1, 1_234_567_890_123L})
    void writesClocksThatItReadsBackAndNothingElse(long ticks) {
        // given
        ByteBuf bytes = bytes("47010030" + "0d18" + "00000000fe2b" + "000000007e00" + "aa");
        TsPacket packet = new TsPacket().wrap(bytes, 0);

        // when
        packet.setPcr(ticks);
        packet.setOpcr(TsClock.MODULUS - 1 - ticks);
        packet.setContinuityCounter(7);

        // then
        assertThat(packet.pcr()).isEqualTo(ticks);
        assertThat(packet.opcr()).isEqualTo(TsClock.MODULUS - 1 - ticks);
        assertThat(packet.continuityCounter()).isEqualTo(7);
        assertThat(bytes.getInt(0)).isEqualTo(0x47010037);
        assertThat(bytes.getUnsignedShort(4)).isEqualTo(0x0d18);
        assertThat(bytes.getByte(10) & 0x7E).isEqualTo(0x7E);
        assertThat(bytes.getUnsignedByte(18)).isEqualTo((short) 0xAA);
    }

    @Test
    void treatsAnAdaptationFieldThatDoesNotFitAsAbsent() {
        TsPacket packet = new TsPacket().wrap(bytes("47010030" + "b8ff"), 0);

        assertThat(packet.hasPcr()).isFalse();
        assertThat(packet.randomAccess()).isFalse();
        assertThat(packet.payloadStart()).isEqualTo(188);
    }

    @Test
    void neverLeavesThePacketWhateverItHolds() {
        // given: a packet of random bytes in a buffer that ends with it
        Random random = new Random(5);
        byte[] noise = new byte[TsPacket.SIZE];
        TsPacket packet = new TsPacket();
        PesHeader pes = new PesHeader();

        for (int i = 0; i < 20_000; i++) {
            random.nextBytes(noise);
            if (i % 2 == 0) {
                noise[4] = (byte) random.nextInt(3);
                noise[noise[4] + 5] = 0;
                noise[noise[4] + 6] = 0;
                noise[noise[4] + 7] = 1;
            }

            // when
            packet.wrap(Unpooled.wrappedBuffer(noise), 0);
            boolean begins = pes.wrap(packet);

            // then
            assertThat(packet.payloadStart()).isBetween(4, TsPacket.SIZE);
            if (packet.hasPcr()) {
                packet.setPcr(packet.pcr() % TsClock.MODULUS);
            }
            if (packet.hasOpcr()) {
                packet.setOpcr(packet.opcr() % TsClock.MODULUS);
            }
            if (begins) {
                assertThat(pes.dataStart()).isBetween(packet.payloadStart(), TsPacket.SIZE);
                if (pes.hasPts()) {
                    pes.setPts(pes.pts());
                }
            }
        }
    }

    private static ByteBuf bytes(String hex) {
        ByteBuf packet = Unpooled.buffer(TsPacket.SIZE);
        packet.writeBytes(HexFormat.of().parseHex(hex));
        return packet.writeZero(TsPacket.SIZE - packet.writerIndex());
    }
}
