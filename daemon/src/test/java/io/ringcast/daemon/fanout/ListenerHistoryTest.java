package io.ringcast.daemon.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.daemon.transport.TcpInfo;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is remembered of one listener. */
final class ListenerHistoryTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    /** A clock that is about to pass from the largest to the smallest value. */
    private static final long START = Long.MAX_VALUE - 5 * SECOND;

    @Test
    void aMinuteHasSixteenSlotsEachWithItsLargestLag() {
        LagMinute lag = new LagMinute(START);
        assertThat(lag.millis()).isEmpty();

        for (int second = 0; second < 60; second++) {
            lag.add(START + second * SECOND, second * SECOND);
        }

        int[] expected = IntStream.range(0, 16)
                .map(slot -> (int) Math.ceil(3.75 * (slot + 1) - 1) * 1000)
                .toArray();
        assertThat(lag.millis()).isEqualTo(expected);
    }

    @Test
    void theMinuteMovesOnAndForgets() {
        LagMinute lag = new LagMinute(START);
        lag.add(START, 9 * SECOND);
        lag.add(START + 30 * SECOND, SECOND);
        assertThat(lag.millis()).hasSize(9).startsWith(9000, 1000).endsWith(1000);

        lag.add(START + 70 * SECOND, 2 * SECOND);

        assertThat(lag.millis()).hasSize(16).doesNotContain(9000).endsWith(2000);

        lag.add(START + 100_000 * SECOND, 3 * SECOND);
        assertThat(lag.millis()).containsOnly(3000).hasSize(16);
    }

    @Test
    void aRateIsOneOverTheLastSeconds() {
        RateMeter meter = new RateMeter(START, 0);
        assertThat(meter.perSecond(START + SECOND / 2, 100)).isEmpty();
        assertThat(meter.perSecond(START + SECOND, 100)).hasValue(100);

        for (int second = 1; second <= 20; second++) {
            meter.sample(START + second * SECOND, 1_000_000 + second * 50L);
        }

        assertThat(meter.perSecond(START + 21 * SECOND, 1_000_000 + 21 * 50L)).hasValue(50);
    }

    @Test
    void lateTicksAreForgottenAfterTenSeconds() {
        HostLoad load = new HostLoad(START);
        assertThat(load.overruns(START)).isZero();

        load.late(START, 70);
        load.late(START + SECOND, 90);
        load.late(START + SECOND, 80);

        assertThat(load.overruns(START + 2 * SECOND)).isEqualTo(3);
        assertThat(load.worstNanos(START + 2 * SECOND)).isEqualTo(90);
        assertThat(load.overruns(START + 10 * SECOND)).isEqualTo(2);
        assertThat(load.overruns(START + 12 * SECOND)).isZero();
        assertThat(load.worstNanos(START + 12 * SECOND)).isZero();
    }

    @Test
    void aConnectionThatTheKernelHasEndedTellsWhatItStillKnows() {
        ListenerHistory history = new ListenerHistory(START);
        assertThat(history.delivery(START, 0).tcp()).isEmpty();
        history.tcp().rtt(250, 10).flight(3, 10, 1448).loss(0, 2);
        history.tcpTaken(START, false);

        TcpSample sample = history.delivery(START + SECOND, 0).tcp().orElseThrow();

        assertThat(sample.age()).isEqualTo(Duration.ofSeconds(1));
        assertThat(sample.rtt()).isEqualTo(Duration.ofNanos(250_000));
        assertThat(sample.unackedSegments()).hasValue(3);
        assertThat(sample.zeroWindow()).isFalse();
    }

    @Test
    void mostOfTheLastSamplesOfAFullChannelSayWhoseLimitItIs() {
        ListenerHistory history = new ListenerHistory(START);
        TcpInfo info = history.tcp().flight(10, 10, 1448);
        history.tcpTaken(START, false);
        assertThat(history.pathLimited()).isEmpty();

        history.tcpTaken(START, true);
        assertThat(history.pathLimited()).contains(true);

        info.flight(1, 10, 1448);
        for (int i = 0; i < 2; i++) {
            history.tcpTaken(START, true);
        }
        assertThat(history.pathLimited()).contains(false);

        // BBR keeps about half of its window in flight.
        info.flight(5, 10, 1448);
        for (int i = 0; i < 8; i++) {
            history.tcpTaken(START, true);
        }
        assertThat(history.pathLimited()).contains(true);
    }

    @Test
    void aSecondMakesNoGarbage() {
        ListenerHistory history = new ListenerHistory(START);
        OptionalLong source = OptionalLong.of(1);
        for (int i = 0; i < 20_000; i++) {
            second(history, i, source);
        }

        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 20_000; i < 40_000; i++) {
            second(history, i, source);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        // 20,000 seconds: one object each would be more than 300 kB.
        assertThat(allocated).isLessThan(20_000);
    }

    private static void second(ListenerHistory history, int second, OptionalLong source) {
        long now = START + second * SECOND;
        history.sample(now, second * 1000L, SECOND, source);
        history.stalled(0);
        history.tcp().flight(second % 10, 10, 1448);
        history.tcpTaken(now, true);
    }
}
