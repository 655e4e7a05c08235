package io.ringcast.protocol.mpegts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

final class PacketSlotsTest {

    @Test
    void isNeverATickOffHoweverLongTheStream() {
        long rate = 38_014_705;
        PacketSlots slots = new PacketSlots(rate);
        slots.restart(1_000_000);

        // Two minutes: what is lost by rounding down each time would show.
        for (long n = 0; n < 3_000_000; n++) {
            slots.advance();
        }

        BigInteger exact = BigInteger.valueOf(3_000_000)
                .multiply(BigInteger.valueOf(1504L * TsClock.FREQUENCY))
                .divide(BigInteger.valueOf(rate));
        assertThat(slots.ticks() - 1_000_000).isEqualTo(exact.longValueExact());
    }

    @Test
    void refusesARateOfNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PacketSlots(0))
                .withMessageContaining(">= 1");
    }

    @Test
    void aNullPacketIsOne() {
        ByteBuf into = Unpooled.buffer();

        NullPacket.write(into);

        TsPacket packet = new TsPacket().wrap(into, 0);
        assertThat(into.readableBytes()).isEqualTo(TsPacket.SIZE);
        assertThat(packet.hasSync()).isTrue();
        assertThat(packet.pid()).isEqualTo(TsPacket.NULL_PID);
        assertThat(packet.hasPayload()).isTrue();
        assertThat(packet.hasAdaptationField()).isFalse();
        assertThat(packet.payloadUnitStart()).isFalse();
    }
}
