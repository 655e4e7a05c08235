package io.ringcast.protocol.mpegts;

import static io.ringcast.protocol.mpegts.TsFixture.H264;
import static io.ringcast.protocol.mpegts.TsFixture.VIDEO_PID;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.protocol.mpegts.PrintTrail.Verdict;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ReplayFilterTest {

    private static final int P = TsPacket.SIZE;

    private final ReplayFilter filter = new ReplayFilter(1 << 17);
    private final byte[] signal = new TsSignal().seconds(4).bytes();

    @Test
    void findsTheVeryPacketAtWhichAConnectionBroke() {
        // given: broken in the middle of a picture
        int cut = pictureFrom(250) + 3;
        filter.sent(Unpooled.wrappedBuffer(signal), 0, cut * P);

        // when: two seconds are sent again
        assertThat(filter.begin()).isTrue();
        Verdict verdict = look(Arrays.copyOfRange(signal, (cut - 200) * P, signal.length));

        // then
        assertThat(verdict).isEqualTo(Verdict.CAUGHT_UP);
        assertThat(filter.freshFrom()).isEqualTo(200 * P);
        assertThat(filter.clockDelta()).isZero();
        assertThat(filter.replayedTicks()).isBetween(TsClock.FREQUENCY / 25, TsClock.FREQUENCY / 10);
    }

    @Test
    void knowsByHowMuchAReplayIsRestamped() {
        // given: the same signal on another clock
        int cut = pictureFrom(250) + 3;
        filter.sent(Unpooled.wrappedBuffer(signal), 0, cut * P);
        byte[] moved = new TsSignal().from(27_000_000 + 777_000).seconds(4).bytes();

        // when
        filter.begin();
        Verdict verdict = look(Arrays.copyOfRange(moved, (cut - 200) * P, moved.length));

        // then
        assertThat(verdict).isEqualTo(Verdict.CAUGHT_UP);
        assertThat(filter.clockDelta()).isEqualTo(-777_000);
    }

    @Test
    void saysReplayedUntilTheNewsBegin() {
        int cut = pictureFrom(250) + 3;
        filter.sent(Unpooled.wrappedBuffer(signal), 0, cut * P);
        filter.begin();
        ByteBuf again = Unpooled.wrappedBuffer(signal);

        assertThat(filter.look(again, 0, 10 * P)).isEqualTo(Verdict.UNDECIDED);
        assertThat(filter.look(again, 10 * P, 210 * P)).isEqualTo(Verdict.REPLAYED);
        assertThat(filter.look(again, 220 * P, (cut - 220) * P)).isEqualTo(Verdict.CAUGHT_UP);
        assertThat(filter.freshFrom()).isEqualTo(cut * P);
    }

    @Test
    void passesOverPacketsThatOneSideLost() {
        // given: some packets were lost when they were sent, others are when they are sent again
        int cut = pictureFrom(250) + 3;
        filter.sent(Unpooled.wrappedBuffer(without(signal, pictureFrom(100) + 2, 3)), 0, (cut - 3) * P);

        // when
        filter.begin();
        Verdict verdict = look(without(signal, pictureFrom(200) + 4, 2));

        // then
        assertThat(verdict).isEqualTo(Verdict.CAUGHT_UP);
        assertThat(filter.freshFrom()).isEqualTo((cut - 2) * P);
    }

    @Test
    void takesNullPacketsAndTablesForNoReplay() {
        // given: the same of these before and behind, with a few other packets between
        TsFixture before = new TsFixture().video(9000, 9000, 100, true).more(VIDEO_PID, 30);
        TsFixture behind = new TsFixture().video(9000, 9000, 100, true, TsSignal.PICTURE);
        for (int i = 0; i < 200; i++) {
            before.association(0).map(0, H264).packet(TsPacket.NULL_PID, false, -1, 0, new byte[184]);
            behind.association(0).map(0, H264).packet(TsPacket.NULL_PID, false, -1, 0, new byte[184]);
        }
        filter.sent(before.stream(), 0, before.stream().writerIndex());

        // when, then
        assertThat(filter.begin()).isTrue();
        assertThat(look(behind.bytes())).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void takesRepetitionForNoReplay() {
        // given: a still picture that is sent again and again
        byte[] still = new byte[184];
        TsFixture before = new TsFixture().video(9000, 9000, 100, true);
        for (int i = 0; i < 600; i++) {
            still[0] = (byte) (i % 5);
            before.packet(VIDEO_PID, false, -1, 0, still);
        }
        filter.sent(before.stream(), 0, before.stream().writerIndex());

        // when
        filter.begin();
        Verdict verdict = look(before.bytes());

        // then
        assertThat(verdict).isEqualTo(Verdict.NEW);
    }

    @Test
    void takesWhatIsNewForNew() {
        filter.sent(Unpooled.wrappedBuffer(signal), 0, 300 * P);
        filter.begin();
        TsFixture other = new TsFixture().video(9000, 9000, 100, true);
        for (int i = 0; i < 600; i++) {
            byte[] payload = new byte[184];
            payload[0] = (byte) 0xAB;
            payload[1] = (byte) (i >> 8);
            payload[2] = (byte) i;
            other.packet(VIDEO_PID, false, -1, 0, payload);
        }

        assertThat(look(other.bytes())).isEqualTo(Verdict.NEW);
    }

    @Test
    void remembersNoMoreThanItIsTold() {
        // given: of 400 packets the last hundred with content
        ReplayFilter forgetful = new ReplayFilter(100);
        forgetful.sent(Unpooled.wrappedBuffer(signal), 0, 400 * P);
        forgetful.begin();

        // when, then: what is before them is not found any more, they are
        assertThat(forgetful.look(Unpooled.wrappedBuffer(signal), 0, 60 * P)).isEqualTo(Verdict.UNDECIDED);
        assertThat(forgetful.look(Unpooled.wrappedBuffer(signal), 60 * P, signal.length - 60 * P))
                .isEqualTo(Verdict.CAUGHT_UP);
    }

    @Test
    void tellsNothingFromNothing() {
        assertThat(filter.begin()).isFalse();
        assertThat(look(signal)).isEqualTo(Verdict.NEW);
        filter.sent(Unpooled.wrappedBuffer(signal), 0, 300 * P);
        filter.clear();
        assertThat(filter.begin()).isFalse();
    }

    private Verdict look(byte[] packets) {
        return filter.look(Unpooled.wrappedBuffer(packets), 0, packets.length);
    }

    /** The first packet at or behind a number that begins a picture. */
    private int pictureFrom(int number) {
        TsPacket packet = new TsPacket();
        int at = number;
        while (packet.wrap(Unpooled.wrappedBuffer(signal), at * P).pid() != VIDEO_PID || !packet.payloadUnitStart()) {
            at++;
        }
        return at;
    }

    private static byte[] without(byte[] packets, int from, int count) {
        byte[] rest = Arrays.copyOf(packets, packets.length - count * P);
        System.arraycopy(packets, (from + count) * P, rest, from * P, rest.length - from * P);
        return rest;
    }
}
