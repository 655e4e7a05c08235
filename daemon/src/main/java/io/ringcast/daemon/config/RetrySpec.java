package io.ringcast.daemon.config;

import java.time.Duration;

/**
 * How long to wait between attempts to connect: the first pause, doubled up to the last.
 *
 * @param min the first pause, at least 100 ms
 * @param max the longest pause, at least {@code min}
 */
public record RetrySpec(Duration min, Duration max) {

    /** What a text should look like. */
    static final String EXPECTATION =
            "the shortest and the longest pause, such as \"1s..60s\", from 100ms to 1h, the shorter one first";

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofHours(1);

    public RetrySpec {
        if (min.isNegative() || min.isZero() || max.compareTo(min) < 0) {
            throw new IllegalArgumentException("retry: " + min + ".." + max + " (expected: 0 < min <= max)");
        }
    }

    /**
     * Reads {@code 1s..60s}.
     *
     * @throws InvalidValueException when {@code text} is no such range, or out of bounds
     */
    public static RetrySpec parse(String text) {
        int dots = text.indexOf("..");
        if (dots < 0) {
            throw new InvalidValueException(text, EXPECTATION);
        }
        String first = text.substring(0, dots);
        String second = text.substring(dots + 2);
        if (!Durations.MILLIS.means(first) || !Durations.MILLIS.means(second)) {
            throw new InvalidValueException(text, EXPECTATION);
        }
        Duration min = Durations.parse(first);
        Duration max = Durations.parse(second);
        if (min.compareTo(SHORTEST) < 0 || max.compareTo(LONGEST) > 0 || max.compareTo(min) < 0) {
            throw new InvalidValueException(text, EXPECTATION);
        }
        return new RetrySpec(min, max);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return Durations.format(min) + ".." + Durations.format(max);
    }
}
