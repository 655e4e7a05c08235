package io.ringcast.daemon.fanout;

import java.util.OptionalLong;

/**
 * How fast a count has risen in the last seconds, of samples that are taken once a second. Fixed memory, and a sample makes no garbage.
 * Belongs to one event loop.
 */
final class RateMeter {

    /** Samples kept, so that a rate is one over eight seconds. */
    private static final int SAMPLES = 8;

    /** A rate over less than that says nothing. */
    private static final long SHORTEST_NANOS = 900_000_000L;

    private final long[] counts = new long[SAMPLES];
    private final long[] nanos = new long[SAMPLES];
    private int taken;
    private int next;

    RateMeter(long nowNanos, long count) {
        sample(nowNanos, count);
    }

    void sample(long nowNanos, long count) {
        counts[next] = count;
        nanos[next] = nowNanos;
        next = (next + 1) % SAMPLES;
        taken = Math.min(SAMPLES, taken + 1);
    }

    /** Per second, from the oldest sample to {@code count} now; empty when that is too short a time. */
    OptionalLong perSecond(long nowNanos, long count) {
        int oldest = (next - taken + SAMPLES) % SAMPLES;
        long span = nowNanos - nanos[oldest];
        return span < SHORTEST_NANOS
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, (long) ((count - counts[oldest]) * 1e9 / span)));
    }
}
