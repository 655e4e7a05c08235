package io.ringcast.daemon.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** So many lines in each second and no more. Thread-safe and without locks. */
public final class LineBudget {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int COUNT_BITS = 20;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    private final int perSecond;
    private final LongSupplier nanos;
    private final long began;
    /** The second since the beginning, and behind it the lines that were spent in it. */
    private final AtomicLong spent = new AtomicLong();

    /**
     * @param perSecond lines, less than a million
     * @param nanos nanoseconds that never fall
     */
    public LineBudget(int perSecond, LongSupplier nanos) {
        if (perSecond < 1 || perSecond >= COUNT_MASK) {
            throw new IllegalArgumentException(
                    "perSecond: " + perSecond + " (expected: 1 to " + (COUNT_MASK - 1) + ")");
        }
        this.perSecond = perSecond;
        this.nanos = nanos;
        this.began = nanos.getAsLong();
    }

    /** Spends one line, or says that none is left in this second. */
    public boolean spend() {
        long second = (nanos.getAsLong() - began) / SECOND;
        while (true) {
            long before = spent.get();
            boolean fresh = second > before >>> COUNT_BITS;
            long count = fresh ? 0 : before & COUNT_MASK;
            if (count >= perSecond) {
                return false;
            }
            long after = fresh ? second << COUNT_BITS | 1 : before + 1;
            if (spent.compareAndSet(before, after)) {
                return true;
            }
        }
    }
}
