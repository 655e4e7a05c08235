package io.ringcast.daemon.output.udp;

import static io.ringcast.daemon.output.udp.PacerRig.MILLI;
import static io.ringcast.daemon.output.udp.PacerRig.SECOND;
import static io.ringcast.daemon.output.udp.PacerRig.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.output.DatagramAccount.Drop;
import io.ringcast.daemon.output.DatagramAccount.Rebase;
import io.ringcast.daemon.output.udp.PacerRig.Sent;
import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.mpegts.TsPacket;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatagramPacerTest {

    /** A datagram of seven packets a millisecond. */
    private static final long RATE = 7 * 1504 * 1000L;

    private static final int DATAGRAM = 7;

    @AfterEach
    void lookForLeaks() {
        LeakPresenceDetector.check();
    }

    @Test
    void sendsSevenWholePacketsADatagramInTheOrderOfTheSource() {
        try (PacerRig rig = new PacerRig(plain(50))) {
            TsSource source = new TsSource(RATE, 20);
            byte[] all = source.packets(7 * 2000);
            rig.begin();

            rig.deliver(all);
            rig.spend(3 * SECOND);

            assertThat(rig.sent).allMatch(sent -> sent.packets() == DATAGRAM);
            assertThat(rig.bytes()).isEqualTo(all);
        }
    }

    @Test
    void sendsEvenlyWhatComesInBursts() {
        try (PacerRig rig = new PacerRig(plain(200))) {
            TsSource source = new TsSource(RATE, 20);
            rig.begin();

            for (int burst = 0; burst < 50; burst++) {
                rig.deliver(source.packets(100 * DATAGRAM));
                rig.spend(100 * MILLI);
            }

            assertThat(rig.sent).hasSizeGreaterThan(4700);
            assertThat(rig.distances()).allSatisfy(nanos -> assertThat(nanos).isCloseTo(MILLI, within(2_000L)));
            assertThat(rig.account.rebases(Rebase.UNDERRUN)).isZero();
        }
    }

    @Test
    void waitsForTheDelayBeforeItBegins() {
        try (PacerRig rig = new PacerRig(plain(200))) {
            TsSource source = new TsSource(RATE, 20);
            rig.begin();
            long began = rig.now();

            for (int i = 0; i < 400; i++) {
                rig.deliver(source.packets(DATAGRAM));
                rig.spend(MILLI);
            }

            assertThat(rig.sent.get(0).nanos() - began).isBetween(198 * MILLI, 203 * MILLI);
        }
    }

    @Test
    void beginsAtOnceWhenAsMuchAsTheDelayIsThere() {
        try (PacerRig rig = new PacerRig(plain(200))) {
            TsSource source = new TsSource(RATE, 20);
            rig.begin();
            long began = rig.now();

            rig.deliver(source.packets(2000 * DATAGRAM));
            rig.spend(100 * MILLI);

            assertThat(rig.sent.get(0).nanos() - began).isLessThan(MILLI);
        }
    }

    @Test
    void spacesPacketsByTheRateBetweenTwoReferences() {
        try (PacerRig rig = new PacerRig(plain(100))) {
            TsSource source = new TsSource(RATE, 70);
            rig.begin();

            // References lie at 0, 70, 140: the first seventy packets take ten times as long as the next.
            rig.deliver(source.rate(RATE / 10).packets(70));
            rig.deliver(source.rate(RATE).packets(70 * 20));
            rig.spend(SECOND);

            assertThat(rig.distances().subList(0, 9))
                    .allSatisfy(nanos -> assertThat(nanos).isCloseTo(10 * MILLI, within(20_000L)));
            assertThat(rig.distances().subList(11, 100))
                    .allSatisfy(nanos -> assertThat(nanos).isCloseTo(MILLI, within(20_000L)));
        }
    }

    @Test
    void countsAnUnderrunAndHoldsTheDelayAgain() {
        try (PacerRig rig = new PacerRig(plain(100))) {
            TsSource source = new TsSource(RATE, 20);
            rig.begin();
            rig.deliver(source.packets(500 * DATAGRAM));
            rig.spend(SECOND);
            long before = rig.account.rebases(Rebase.UNDERRUN);
            int sent = rig.sent.size();

            long came = rig.now();
            for (int i = 0; i < 500; i++) {
                rig.deliver(source.packets(DATAGRAM));
                rig.spend(MILLI);
            }

            assertThat(before).isEqualTo(1);
            assertThat(rig.account.rebases(Rebase.UNDERRUN)).isEqualTo(1);
            assertThat(rig.sent.get(sent).nanos() - came).isBetween(98 * MILLI, 103 * MILLI);
            assertThat(rig.sent.get(sent).first())
                    .isEqualTo(rig.sent.get(sent - 1).first() + DATAGRAM);
        }
    }

    @Test
    void dropsWhatExceedsItsRateForLongerThanTheDelay() {
        try (PacerRig rig = new PacerRig(new Pacing(100 * MILLI, 16, RATE, false))) {
            TsSource source = new TsSource(2 * RATE, 20);
            rig.begin();

            for (int i = 0; i < 2000; i++) {
                rig.deliver(source.packets(2 * DATAGRAM));
                rig.spend(MILLI);
            }

            assertThat(rig.distances()).allSatisfy(nanos -> assertThat(nanos).isGreaterThanOrEqualTo(MILLI - 2_000));
            long dropped = rig.account.droppedPackets(Drop.PEAK);
            assertThat(dropped).isBetween(1600L * DATAGRAM, 1900L * DATAGRAM);
            assertThat(rig.sent).allMatch(sent -> sent.first() % DATAGRAM == 0);
        }
    }

    @Test
    void keepsAPeakThatTheDelayCanBear() {
        try (PacerRig rig = new PacerRig(new Pacing(200 * MILLI, 16, RATE, false))) {
            TsSource source = new TsSource(RATE / 2, 20);
            rig.begin();
            rig.deliver(source.packets(350 * DATAGRAM));
            rig.deliver(source.rate(2 * RATE).packets(200 * DATAGRAM));
            rig.deliver(source.rate(RATE / 2).packets(600 * DATAGRAM));

            rig.spend(3 * SECOND);

            assertThat(rig.account.droppedPackets(Drop.PEAK)).isZero();
            assertThat(rig.sent).hasSize(1150);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-80, 80})
    void followsASourceWhoseClockIsOff(int ppm) {
        try (PacerRig rig = new PacerRig(plain(100))) {
            TsSource source = new TsSource(500_000, 4);
            Random random = new Random(ppm);
            rig.begin();
            long began = rig.now();

            // Forty minutes, in which the clocks drift apart by 192 ms: twice the delay.
            double ahead = source.nanos();
            while (rig.now() - began < 2400 * SECOND) {
                rig.deliver(source.packets(1 + random.nextInt(13)));
                double made = source.nanos() - ahead;
                ahead = source.nanos();
                rig.spend(Math.round(made / (1 + ppm * 1e-6)));
            }

            assertThat(rig.account.rebases(Rebase.UNDERRUN)).isZero();
            assertThat(rig.pacer.rate()).isCloseTo(ppm * 1e-6, within(30e-6));
            long sentBytes = rig.sent.size() * 7L * TsPacket.SIZE;
            long waiting = rig.splice.stream().ring().head() - sentBytes;
            assertThat(waiting * 8 / 500.0).as("ms that wait").isBetween(50.0, 170.0);
        }
    }

    @Test
    void goesOnWithoutAPauseWhereTheClockJumps() {
        try (PacerRig rig = new PacerRig(plain(200))) {
            TsSource source = new TsSource(RATE, 20);
            rig.begin();

            for (int turn = 0; turn < 10; turn++) {
                rig.deliver(
                        source.jumpTo(turn % 2 == 0 ? 1_000_000_000L : 90_000L).packets(100 * DATAGRAM));
                rig.spend(100 * MILLI);
            }

            assertThat(rig.sent).hasSizeGreaterThan(700);
            assertThat(rig.distances()).allSatisfy(nanos -> assertThat(nanos).isCloseTo(MILLI, within(300_000L)));
            assertThat(rig.account.rebases(Rebase.UNDERRUN)).isZero();
        }
    }

    @Test
    void goesOnAcrossTheWrapOfTheClock() {
        try (PacerRig rig = new PacerRig(plain(100))) {
            TsSource source = new TsSource(RATE, 20).jumpTo((1L << 33) * 300 - 27_000_000 / 2);
            rig.begin();

            rig.deliver(source.packets(1000 * DATAGRAM));
            rig.spend(2 * SECOND);

            assertThat(rig.sent).hasSize(1000);
            assertThat(rig.distances()).allSatisfy(nanos -> assertThat(nanos).isCloseTo(MILLI, within(2_000L)));
        }
    }

    @Test
    void sendsAtMostABurstWhenItIsLate() {
        try (PacerRig rig = new PacerRig(new Pacing(200 * MILLI, 5, 0, false))) {
            TsSource source = new TsSource(RATE, 20);
            rig.begin();
            rig.deliver(source.packets(1000 * DATAGRAM));
            rig.spend(100 * MILLI);
            int before = rig.sent.size();

            rig.freeze(50 * MILLI);
            rig.spend(300 * MILLI);

            List<Sent> late = rig.sent.subList(before, rig.sent.size());
            long together = late.stream()
                    .filter(sent -> sent.nanos() == late.get(0).nanos())
                    .count();
            assertThat(together).isEqualTo(5);
            assertThat(rig.distances().subList(before + 5, before + 60)).allMatch(nanos -> nanos >= MILLI / 2 - 2_000);
            Sent last = rig.sent.get(rig.sent.size() - 1);
            assertThat(last.nanos()).isEqualTo(last.ideal());
            assertThat(rig.account.droppedPackets(Drop.LATE)).isZero();
        }
    }

    @Test
    void skipsWhatIsTooLateWhenItStoodStillForLongerThanTheDelay() {
        try (PacerRig rig = new PacerRig(plain(200))) {
            TsSource source = new TsSource(RATE, 20);
            rig.begin();
            rig.deliver(source.packets(3000 * DATAGRAM));
            rig.spend(100 * MILLI);

            rig.freeze(SECOND);
            rig.spend(100 * MILLI);

            assertThat(rig.account.rebases(Rebase.LATE)).isEqualTo(1);
            assertThat(rig.account.droppedPackets(Drop.LATE)).isBetween(950L * DATAGRAM, 1050L * DATAGRAM);
            Sent last = rig.sent.get(rig.sent.size() - 1);
            assertThat(last.nanos() - last.ideal()).isLessThan(50 * MILLI);
        }
    }

    @Test
    void beginsAnewWhenTheRingHasLappedIt() {
        try (PacerRig rig = new PacerRig(plain(100), 2 << 20)) {
            TsSource source = new TsSource(RATE, 20);
            rig.begin();
            rig.deliver(source.packets(500 * DATAGRAM));
            rig.spend(50 * MILLI);

            for (int i = 0; i < 12; i++) {
                rig.splice.onJoinPoint(new byte[0]);
                rig.deliver(source.packets(500 * DATAGRAM));
                rig.freeze(300 * MILLI);
            }
            rig.spend(300 * MILLI);

            assertThat(rig.account.rebases(Rebase.LAPPED)).isEqualTo(1);
            assertThat(rig.account.droppedPackets(Drop.LAPPED)).isPositive();
            assertThat(rig.state()).isInstanceOf(OutputState.Sending.class);
        }
    }

    @Test
    void onlyTheLastDatagramIsShort() {
        try (PacerRig rig = new PacerRig(plain(50))) {
            TsSource source = new TsSource(RATE, 20);
            byte[] all = source.packets(100 * DATAGRAM + 3);
            rig.begin();

            rig.deliver(all);
            rig.end();
            rig.spend(SECOND);

            assertThat(rig.bytes()).isEqualTo(all);
            assertThat(rig.sent.get(100).packets()).isEqualTo(3);
            assertThat(rig.sent.subList(0, 100)).allMatch(sent -> sent.packets() == DATAGRAM);
        }
    }

    @Test
    void sendsTheNextEpochAfterTheEndOfOne() {
        try (PacerRig rig = new PacerRig(plain(50))) {
            TsSource source = new TsSource(RATE, 20);
            rig.begin();
            rig.deliver(source.packets(100 * DATAGRAM));
            rig.end();
            rig.spend(SECOND);

            rig.begin();
            rig.deliver(source.packets(200 * DATAGRAM));
            rig.spend(SECOND);

            assertThat(rig.sent).hasSizeGreaterThan(280);
            assertThat(rig.sent.get(100).first()).isEqualTo(700);
        }
    }

    @Test
    void saysWhatToDoAboutBytesThatAreNotMpegTs() {
        try (PacerRig rig = new PacerRig(plain(50))) {
            rig.begin(Format.OPAQUE);

            rig.deliver(new byte[10_000]);
            rig.spend(SECOND);

            assertThat(rig.sent).isEmpty();
            assertThat(rig.state().up()).isFalse();
            assertThat(rig.state().detail()).contains("filter = \"mpegts\"").contains("opaque");
        }
    }

    @Test
    void pacesByArrivalWhereThereIsNoProgramClock() {
        try (PacerRig rig = new PacerRig(plain(200))) {
            TsSource source = new TsSource(RATE, Integer.MAX_VALUE);
            source.packets(1);
            rig.begin();

            for (int i = 0; i < 100; i++) {
                rig.deliver(source.packets(50 * DATAGRAM));
                rig.spend(50 * MILLI);
            }

            assertThat(rig.sent).hasSizeGreaterThan(3000);
            assertThat(rig.distances().subList(1000, 3000))
                    .allSatisfy(nanos -> assertThat(nanos).isCloseTo(MILLI, within(200_000L)));
        }
    }

    @Test
    void givesEachDatagramTheClockOfItsFirstByte() {
        try (PacerRig rig = new PacerRig(plain(50))) {
            TsSource source = new TsSource(RATE, 20).jumpTo(5_000_000);
            rig.begin();

            rig.deliver(source.packets(500 * DATAGRAM));
            rig.spend(SECOND);

            for (int i = 0; i < 400; i++) {
                // A datagram takes a millisecond: 27,000 ticks.
                assertThat(rig.sent.get(i).clock()).isCloseTo(5_000_000 + i * 27_000L, within(2L));
            }
        }
    }
}
