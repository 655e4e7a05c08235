package io.ringcast.daemon.output.udp;

import io.ringcast.protocol.mpegts.TsClock;

/**
 * When each moment of a stream's timeline comes by the clock of this host: a line through an anchor whose slope follows the clock of the
 * source, slowly.
 *
 * <pre>
 *   buffered: what has come, less what is due      above the target ──► a little faster,  below ──► a little slower
 *
 *   error  = mean of buffered - target             the mean over {@link #filterSeconds}, so that bursts do not count
 *   rate   = error / {@link #loopSeconds}          at most {@link #MOST_RATE}
 * </pre>
 *
 * <p>The two clocks differ by some 10 ppm (27 MHz +-810 Hz by ISO/IEC 13818-1, 2.4.2.1: 30 ppm); without this a buffer of 200 ms would run
 * over or dry after hours. The target is what was buffered on average in the beginning.
 */
final class SourceClock {

    /** By how much the slope may differ from one at most: a broken clock is left to the buffer. */
    private static final double MOST_RATE = 500e-6;

    private static final double NANOS_PER_TICK = 1000.0 / 27;
    private static final double TICKS_PER_SECOND = TsClock.FREQUENCY;
    private static final double SECOND_NANOS = 1e9;

    /** How often what is buffered is looked at. */
    private static final long LOOK_NANOS = 100_000_000L;

    private final double filterSeconds;
    private final double loopSeconds;

    private long anchorTicks;
    private long anchorNanos;
    private double rate;

    private long lookedNanos;
    private double sum;
    private int looks;
    private double settledSeconds;
    private double mean;
    private double target;

    /** @param delayNanos what is meant to be buffered: how exactly the clock must be followed */
    SourceClock(long delayNanos) {
        double delay = Math.max(0.02, delayNanos / SECOND_NANOS);
        // A clock that is 50 ppm off moves the buffer by a tenth of the delay.
        loopSeconds = 2000 * delay;
        // The loop is calm if its filter is some ten times as fast.
        filterSeconds = loopSeconds / 10;
    }

    /** From now on {@code ticks} of the timeline come at {@code nanos}. The rate that was found stays. */
    void anchor(long ticks, long nanos) {
        anchorTicks = ticks;
        anchorNanos = nanos;
        lookedNanos = nanos;
        sum = 0;
        looks = 0;
        settledSeconds = 0;
        mean = 0;
    }

    /** When {@code ticks} come. */
    long nanos(long ticks) {
        return anchorNanos + Math.round((ticks - anchorTicks) * NANOS_PER_TICK * (1 - rate));
    }

    /** What comes at {@code nanos}. */
    long ticks(long nanos) {
        return anchorTicks + Math.round((nanos - anchorNanos) / (NANOS_PER_TICK * (1 - rate)));
    }

    /** By how much the source's clock seems to be faster than this host's, parts of one. */
    double rate() {
        return rate;
    }

    /** At {@code now} everything up to {@code come} ticks of the timeline has come. As often as possible. */
    void look(long come, long now) {
        sum += (come - ticks(now)) / TICKS_PER_SECOND;
        looks++;
        if (now - lookedNanos < LOOK_NANOS) {
            return;
        }
        double over = (now - lookedNanos) / SECOND_NANOS;
        double seconds = sum / looks;
        lookedNanos = now;
        sum = 0;
        looks = 0;
        if (settledSeconds < filterSeconds) {
            settledSeconds += over;
            mean += (seconds - mean) * Math.min(1, over / settledSeconds);
            target = mean;
            return;
        }
        mean += (seconds - mean) * Math.min(1, over / filterSeconds);
        long ticks = ticks(now);
        rate = Math.max(-MOST_RATE, Math.min(MOST_RATE, (mean - target) / loopSeconds));
        anchorTicks = ticks;
        anchorNanos = now;
    }
}
