package io.ringcast.protocol.counter;

import java.util.Arrays;

/**
 * A histogram of durations in fixed memory (16 KiB): exact below 128 microseconds, within 1/64 (1.6 %) above, up to 2^36 microseconds
 * (19 hours), where longer ones are counted as well.
 *
 * <p>Log-linear, as HdrHistogram: every power of two is cut into 64 equal parts. Belongs to one thread; histograms of several threads
 * are added up when these have stopped.
 */
public final class LatencyHistogram {

    private static final int PARTS_BITS = 6;
    private static final int PARTS = 1 << PARTS_BITS;
    private static final int MAX_BITS = 36;
    private static final long MAX_VALUE = (1L << MAX_BITS) - 1;

    private final long[] counts = new long[(MAX_BITS - PARTS_BITS + 1) * PARTS];
    private long total;
    private long max;
    private double sum;

    /** Counts one duration. */
    public void record(long micros) {
        if (micros < 0) {
            throw new IllegalArgumentException("micros: " + micros + " (expected: >= 0)");
        }
        counts[indexOf(Math.min(micros, MAX_VALUE))]++;
        total++;
        sum += micros;
        max = Math.max(max, micros);
    }

    /** Adds what {@code other} has counted. */
    public void add(LatencyHistogram other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
        sum += other.sum;
        max = Math.max(max, other.max);
    }

    /** Forgets what was counted. */
    public void reset() {
        Arrays.fill(counts, 0);
        total = 0;
        sum = 0;
        max = 0;
    }

    /** How many were counted. */
    public long count() {
        return total;
    }

    /** The longest, exactly; 0 when there is none. */
    public long max() {
        return max;
    }

    /** The mean; 0 when there is none. */
    public double mean() {
        return total == 0 ? 0 : sum / total;
    }

    /**
     * The duration, in microseconds, that {@code percentile} percent of all do not exceed, rounded up to the edge of its part; 0 when
     * there is none.
     *
     * @param percentile 0 to 100
     */
    public long percentile(double percentile) {
        if (!(percentile >= 0 && percentile <= 100)) {
            throw new IllegalArgumentException("percentile: " + percentile + " (expected: 0 to 100)");
        }
        long rank = Math.max(1, (long) Math.ceil(percentile / 100 * total));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                // The last part takes all that is too long for the others.
                return i == counts.length - 1 ? max : Math.min(max, lastValueOf(i));
            }
        }
        return 0;
    }

    private static int indexOf(long value) {
        // Values of one part share their highest PARTS_BITS + 1 bits; below 2 * PARTS a part is one value.
        int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(value) - PARTS_BITS - 1);
        return (shift << PARTS_BITS) + (int) (value >>> shift);
    }

    private static long lastValueOf(int index) {
        int shift = Math.max(0, (index >>> PARTS_BITS) - 1);
        long part = index - ((long) shift << PARTS_BITS);
        return ((part + 1) << shift) - 1;
    }
}
