package io.ringcast.daemon.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts durations by size. The Prometheus client's own histogram makes an object for each observation and takes a lock while it is being
 * scraped, which event loops must not. Thread-safe and without locks.
 */
final class Durations {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Upper bounds in seconds, rising, the last one infinite. */
    private final double[] bounds;

    private final long[] boundNanos;
    private final LongAdder[] counts;
    private final LongAdder sumNanos = new LongAdder();

    /** @param bounds upper bounds in seconds, rising, the last one infinite */
    Durations(double[] bounds) {
        this.bounds = bounds.clone();
        boundNanos = Arrays.stream(bounds)
                .mapToLong(seconds -> (long) (seconds * NANOS_PER_SECOND))
                .toArray();
        counts = new LongAdder[bounds.length];
        Arrays.setAll(counts, i -> new LongAdder());
    }

    void add(long nanos) {
        int bucket = 0;
        while (nanos > boundNanos[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        // A clock that is read on two threads may seem to go back a little.
        sumNanos.add(Math.max(0, nanos));
    }

    HistogramDataPointSnapshot snapshot(Labels labels) {
        long[] values = Arrays.stream(counts).mapToLong(LongAdder::sum).toArray();
        return HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, values))
                .sum(sumNanos.sum() / NANOS_PER_SECOND)
                .build();
    }
}
