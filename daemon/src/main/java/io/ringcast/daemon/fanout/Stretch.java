package io.ringcast.daemon.fanout;

import java.util.concurrent.TimeUnit;

/**
 * How far the latencies of one event loop are widened because its walks fill the core: in steps of two, decided once a second, back as
 * soon as half the steps would do. Owned by its event loop; times in nanoseconds.
 */
final class Stretch {

    /** No byte waits longer than this for company, however full the core is: the largest latency that can be configured. */
    private static final long MOST = TimeUnit.SECONDS.toNanos(2);

    private static final int MOST_FACTOR = 32;

    /** Share of the time at which walks leave too little to everything else. */
    private static final double FULL = 0.85;

    /** Share at which walks that come twice as often would still fit. */
    private static final double EASY = 0.35;

    private int factor = 1;
    private long busy;
    private long since;

    Stretch(long now) {
        this.since = now;
    }

    /** 1 when nothing is widened. */
    int factor() {
        return factor;
    }

    /** The latency to keep instead of {@code latency}. */
    long widened(long latency) {
        return factor == 1 ? latency : Math.max(latency, Math.min(MOST, latency * factor));
    }

    /** A walk that a longer latency would make rarer has taken so long. */
    void worked(long nanos) {
        busy += nanos;
    }

    /** Once a second: looks at the share of walks, and widens or narrows by one step. Returns that share. */
    double decide(long now) {
        double share = now == since ? 0 : (double) busy / (now - since);
        since = now;
        busy = 0;
        if (share > FULL && factor < MOST_FACTOR) {
            factor *= 2;
        } else if (share < EASY && factor > 1) {
            factor /= 2;
        }
        return share;
    }
}
