package io.ringcast.daemon.config;

import java.time.Duration;

/** How durations are written in the configuration, on the command line and in URLs: {@code 50ms}, {@code 10s}, {@code 5m}, {@code 1h}, {@code 7d}. */
public final class Durations {

    /** A hundred years: in nanoseconds it still fits a long. */
    private static final long MAX_MILLIS = Duration.ofDays(36_500).toMillis();

    static final Quantity MILLIS = new Quantity(
                    "a duration such as \"50ms\", \"10s\", \"5m\", \"1h\" or \"7d\"", MAX_MILLIS)
            .unit("ms", 1)
            .unit("s", 1_000)
            .unit("m", 60_000)
            .unit("h", 3_600_000)
            .unit("d", 86_400_000);

    private Durations() {}

    /**
     * Reads a duration of whole milliseconds.
     *
     * @throws InvalidValueException when {@code text} is none
     */
    public static Duration parse(String text) {
        return Duration.ofMillis(MILLIS.parse(text));
    }

    /** Writes a duration so that {@link #parse} reads it; what is below a millisecond is cut off. */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        return millis == 0 ? "0s" : MILLIS.format(millis);
    }
}
