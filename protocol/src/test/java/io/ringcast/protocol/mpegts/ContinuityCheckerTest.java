package io.ringcast.protocol.mpegts;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

final class ContinuityCheckerTest {

    private static final int PAYLOAD = 0x10;
    private static final int NO_PAYLOAD = 0x20;

    private final ContinuityChecker checker = new ContinuityChecker();

    @Test
    void acceptsCountersThatRunOnAndWrap() {
        for (int i = 0; i < 40; i++) {
            assertThat(check(0x100, PAYLOAD, i, false)).isTrue();
            assertThat(check(0x101, PAYLOAD, i, false)).isTrue();
        }
        assertThat(checker.errors()).isZero();
    }

    @Test
    void countsALoss() {
        check(0x100, PAYLOAD, 3, false);

        assertThat(check(0x100, PAYLOAD, 5, false)).isFalse();
        assertThat(check(0x100, PAYLOAD, 6, false)).isTrue();
        assertThat(checker.errors()).isEqualTo(1);
    }

    @Test
    void allowsAPacketTwiceButNotThreeTimes() {
        check(0x100, PAYLOAD, 3, false);

        assertThat(check(0x100, PAYLOAD, 3, false)).isTrue();
        assertThat(check(0x100, PAYLOAD, 3, false)).isFalse();
        assertThat(check(0x100, PAYLOAD, 4, false)).isTrue();
        assertThat(check(0x100, PAYLOAD, 4, false)).isTrue();
    }

    @Test
    void wantsTheCounterToStandStillWithoutPayload() {
        check(0x100, PAYLOAD, 3, false);

        assertThat(check(0x100, NO_PAYLOAD, 3, false)).isTrue();
        assertThat(check(0x100, NO_PAYLOAD, 3, false)).isTrue();
        assertThat(check(0x100, PAYLOAD, 4, false)).isTrue();
        assertThat(check(0x100, NO_PAYLOAD, 5, false)).isFalse();
    }

    @Test
    void respectsAnAnnouncedDiscontinuity() {
        check(0x100, PAYLOAD, 3, false);

        assertThat(check(0x100, PAYLOAD, 9, true)).isTrue();
        assertThat(check(0x100, PAYLOAD, 10, false)).isTrue();
    }

    @Test
    void ignoresNullPacketsAndForgetsOnReset() {
        check(0x1FFF, PAYLOAD, 3, false);
        assertThat(check(0x1FFF, PAYLOAD, 9, false)).isTrue();

        check(0x100, PAYLOAD, 3, false);
        checker.reset();
        assertThat(check(0x100, PAYLOAD, 9, false)).isTrue();
    }

    private boolean check(int pid, int control, int counter, boolean discontinuity) {
        ByteBuf bytes = Unpooled.buffer(TsPacket.SIZE).writeByte(0x47).writeShort(pid);
        bytes.writeByte(control | (discontinuity ? NO_PAYLOAD : 0) | (counter & 0x0F));
        bytes.writeByte(discontinuity || control == NO_PAYLOAD ? 183 : 0);
        bytes.writeByte(discontinuity ? 0x80 : 0);
        bytes.writeZero(TsPacket.SIZE - bytes.writerIndex());
        return checker.check(new TsPacket().wrap(bytes, 0));
    }
}
