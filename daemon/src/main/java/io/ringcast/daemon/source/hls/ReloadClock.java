package io.ringcast.daemon.source.hls;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * When a live playlist is asked for again (RFC 8216, 6.3.4), and when it is given up. In nanoseconds of one clock that never falls. Belongs to
 * the source's event loop.
 */
final class ReloadClock {

    /** A server has to add a segment within one and a half target durations (6.2.1). */
    private static final int STALE_TARGETS = 4;

    private static final long MIN_STALE_NANOS = TimeUnit.SECONDS.toNanos(8);
    private static final long MIN_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private long targetNanos = TimeUnit.SECONDS.toNanos(1);
    private long changedNanos;
    private long dueNanos;

    /** Nothing is known: whatever comes is new. */
    void begin(long now) {
        changedNanos = now;
        dueNanos = now;
    }

    /**
     * The playlist came.
     *
     * @param begunNanos when it was asked for, from which the wait is measured
     */
    void onLoaded(boolean changed, Duration targetDuration, long begunNanos, long now) {
        targetNanos = targetDuration.toNanos();
        if (changed) {
            changedNanos = now;
        }
        dueNanos = Math.max(begunNanos + (changed ? targetNanos : targetNanos / 2), now + MIN_WAIT_NANOS);
    }

    /** It did not come: asks again as after one that had not changed. */
    void onFailed(long now) {
        dueNanos = now + Math.max(MIN_WAIT_NANOS, targetNanos / 2);
    }

    long waitNanos(long now) {
        return Math.max(0, dueNanos - now);
    }

    /** Whether nothing new has come for so long that none is to be expected. */
    boolean isStale(long now) {
        return now - changedNanos >= limitNanos();
    }

    long limitNanos() {
        return Math.max(MIN_STALE_NANOS, STALE_TARGETS * targetNanos);
    }
}
