package io.ringcast.daemon.source;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a failed input rests: exponential with full jitter, so that a thousand of them do not come back at the same moment.
 *
 * @param min the shortest rest
 * @param max the longest rest
 */
record Backoff(Duration min, Duration max) {

    Backoff {
        if (min.isNegative() || min.isZero() || min.compareTo(max) > 0) {
            throw new IllegalArgumentException("retry: " + min + ".." + max + " (expected: 0 < min <= max)");
        }
    }

    /** The rest after failure number {@code failures} in a row, from 1: between {@code min} and the smaller of {@code max}, min * 2^n. */
    long restNanos(int failures, RandomGenerator random) {
        double ceiling = Math.min(max.toNanos(), min.toNanos() * Math.pow(2, failures));
        return min.toNanos() + (long) ((ceiling - min.toNanos()) * random.nextDouble());
    }

    /** The rest after a lasting failure: the upper end at once, with a little jitter below it. */
    long slowRestNanos(RandomGenerator random) {
        long tenth = max.toNanos() / 10;
        return Math.max(min.toNanos(), max.toNanos() - (long) (tenth * random.nextDouble()));
    }
}
