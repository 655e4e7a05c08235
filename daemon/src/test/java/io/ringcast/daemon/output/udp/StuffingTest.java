package io.ringcast.daemon.output.udp;

import static io.ringcast.daemon.output.udp.PacerRig.MILLI;
import static io.ringcast.daemon.output.udp.PacerRig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.output.DatagramAccount.Drop;
import io.ringcast.daemon.output.DatagramAccount.Rebase;
import io.ringcast.protocol.mpegts.TsClock;
import io.ringcast.protocol.mpegts.TsPacket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StuffingTest {

    /** No multiple of anything: a packet takes 1504 x 27,000,000 / 6,123,457 ticks. */
    private static final long RATE = 6_123_457;

    private static final double TICKS = 1504.0 * TsClock.FREQUENCY / RATE;

    /** 500 ns, ISO/IEC 13818-1, 2.4.2.2. */
    private static final double TOLERANCE = 13.5;

    @AfterEach
    void lookForLeaks() {
        LeakPresenceDetector.check();
    }

    private static Pacing stuffed(long delayMillis) {
        return new Pacing(delayMillis * MILLI, 16, RATE, true);
    }

    /** A stream whose rate changes every 20 ms, between 1 and 5 Mbit/s. */
    private static void deliverVariableRate(PacerRig rig, TsSource source, int pieces) {
        for (int i = 0; i < pieces; i++) {
            long rate = 1_000_000 + i * 977_351L % 4_000_000;
            double before = source.nanos();
            rig.deliver(source.rate(rate).packets((int) (rate / 1504 / 50)));
            rig.spend(Math.round(source.nanos() - before));
        }
    }

    private record Clock(long place, long ticks, boolean discontinuity) {}

    private static List<Clock> clocks(byte[] bytes) {
        ByteBuf all = Unpooled.wrappedBuffer(bytes);
        TsPacket packet = new TsPacket();
        List<Clock> clocks = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += TsPacket.SIZE) {
            packet.wrap(all, at);
            if (packet.hasPcr()) {
                clocks.add(new Clock(at / TsPacket.SIZE, packet.pcr(), packet.discontinuity()));
            }
        }
        return clocks;
    }

    @Test
    void everyClockReferenceIsWithin500NanosecondsOfItsPlaceInTheBytes() {
        try (PacerRig rig = new PacerRig(stuffed(200))) {
            TsSource source = new TsSource(RATE, 17).jumpTo(TsClock.MODULUS - 100_000_000);
            rig.begin();

            deliverVariableRate(rig, source, 1000);

            List<Clock> clocks = clocks(rig.bytes());
            Clock first = clocks.get(0);
            double worst = 0;
            for (Clock clock : clocks) {
                double ideal = (clock.place() - first.place()) * TICKS;
                worst = Math.max(worst, Math.abs(TsClock.difference(clock.ticks(), first.ticks()) - ideal));
            }
            assertThat(clocks).hasSizeGreaterThan(1500);
            assertThat(clocks).noneMatch(Clock::discontinuity);
            assertThat(worst).as("ticks of 27 MHz").isLessThan(TOLERANCE);
        }
    }

    @Test
    void nothingButClockReferencesAndNullPacketsDiffersFromTheSource() {
        try (PacerRig rig = new PacerRig(stuffed(200))) {
            TsSource source = new TsSource(RATE, 17);
            rig.begin();

            deliverVariableRate(rig, source, 200);

            byte[] out = rig.bytes();
            byte[] in = new byte[(int) rig.splice.stream().ring().head()];
            rig.splice.stream().ring().read(0, in);
            int next = 0;
            int nulls = 0;
            for (int at = 0; at < out.length; at += TsPacket.SIZE) {
                if (TsSource.pid(out, at) == TsPacket.NULL_PID) {
                    nulls++;
                    continue;
                }
                byte[] original = Arrays.copyOfRange(in, next, next + TsPacket.SIZE);
                byte[] sent = Arrays.copyOfRange(out, at, at + TsPacket.SIZE);
                if (TsSource.pid(out, at) == TsSource.CLOCK_PID) {
                    Arrays.fill(original, 6, 12, (byte) 0);
                    Arrays.fill(sent, 6, 12, (byte) 0);
                }
                assertThat(sent).isEqualTo(original);
                next += TsPacket.SIZE;
            }
            assertThat(next).isGreaterThan(100 * TsPacket.SIZE);
            assertThat(nulls).isEqualTo((int) rig.account.stuffedPackets());
        }
    }

    @Test
    void datagramsKeepExactlyTheRate() {
        try (PacerRig rig = new PacerRig(stuffed(200))) {
            TsSource source = new TsSource(RATE, 17);
            rig.begin();

            deliverVariableRate(rig, source, 500);

            long first = rig.sent.get(0).nanos();
            for (int i = 0; i < rig.sent.size(); i++) {
                double ideal = i * 7 * 1504 * 1e9 / RATE;
                assertThat((double) rig.sent.get(i).nanos() - first).isCloseTo(ideal, within(2_000.0));
            }
            assertThat(rig.sent).allMatch(sent -> sent.packets() == 7).hasSizeGreaterThan(4000);
        }
    }

    @Test
    void goesOnWithNullPacketsWhenTheSourceFallsBehindAndSaysDiscontinuity() {
        try (PacerRig rig = new PacerRig(stuffed(100))) {
            TsSource source = new TsSource(3_000_000, 17);
            rig.begin();
            rig.deliver(source.packets(1000));
            rig.spend(SECOND);
            assertThat(rig.account.rebases(Rebase.UNDERRUN)).isEqualTo(1);

            rig.deliver(source.packets(1000));
            rig.spend(300 * MILLI);

            long first = rig.sent.get(0).nanos();
            long last = rig.sent.get(rig.sent.size() - 1).nanos();
            assertThat((last - first) * (double) RATE / (7 * 1504 * 1e9))
                    .as("datagrams that the time allows")
                    .isCloseTo(rig.sent.size() - 1, within(0.5));
            List<Clock> clocks = clocks(rig.bytes());
            assertThat(clocks.stream().filter(Clock::discontinuity)).hasSize(1);
            Clock jump =
                    clocks.stream().filter(Clock::discontinuity).findFirst().orElseThrow();
            List<Clock> after = clocks.subList(clocks.indexOf(jump), clocks.size());
            assertThat(after)
                    .allSatisfy(clock -> assertThat((double) TsClock.difference(clock.ticks(), jump.ticks()))
                            .isCloseTo((clock.place() - jump.place()) * TICKS, within(TOLERANCE)));
        }
    }

    @Test
    void dropsPacketsOfAPeakOverTheRate() {
        try (PacerRig rig = new PacerRig(stuffed(100))) {
            TsSource source = new TsSource(2 * RATE, 17);
            rig.begin();

            for (int i = 0; i < 500; i++) {
                rig.deliver(source.packets(163));
                rig.spend(20 * MILLI);
            }

            long in = 500L * 163;
            assertThat(rig.account.droppedPackets(Drop.PEAK)).isBetween(in * 4 / 10, in * 6 / 10);
            assertThat(rig.account.stuffedPackets()).isLessThan(in / 20);
        }
    }

    @Test
    void leavesOutTheNullPacketsOfTheSource() {
        try (PacerRig rig = new PacerRig(stuffed(100))) {
            TsSource source = new TsSource(10_000_000, 17);
            byte[] nulls = new byte[TsPacket.SIZE];
            nulls[0] = TsPacket.SYNC_BYTE;
            nulls[1] = 0x1F;
            nulls[2] = (byte) 0xFF;
            nulls[3] = 0x10;
            nulls[187] = 0x55;
            rig.begin();

            // Half of 10 Mbit/s is nothing: the rest fits.
            for (int i = 0; i < 1500; i++) {
                rig.deliver(source.packets(1));
                source.skip(1);
                rig.deliver(nulls);
                rig.spend(300_800);
            }

            byte[] out = rig.bytes();
            for (int at = 0; at < out.length; at += TsPacket.SIZE) {
                boolean ofTheSource = TsSource.pid(out, at) == TsPacket.NULL_PID && out[at + 187] == 0x55;
                assertThat(ofTheSource).isFalse();
            }
            assertThat(rig.account.droppedPackets(Drop.PEAK)).isZero();
        }
    }
}
