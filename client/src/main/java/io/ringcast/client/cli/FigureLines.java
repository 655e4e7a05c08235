package io.ringcast.client.cli;

import io.ringcast.client.bench.BenchResult.Percentiles;
import java.util.Locale;

/** Figures for people, a line each with its name in front. */
final class FigureLines {

    private final StringBuilder out = new StringBuilder();

    /** Adds a line that is made as {@link String#format} says, in no country's way. */
    void line(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /** Adds a line with how times are spread, in milliseconds. */
    void percentiles(String name, Percentiles times) {
        if (times.count() == 0) {
            line("%-11s no samples", name);
        } else {
            line(
                    "%-11s p50 %s, p90 %s, p99 %s, p99.9 %s, max %s",
                    name,
                    Quantity.millis(times.p50()),
                    Quantity.millis(times.p90()),
                    Quantity.millis(times.p99()),
                    Quantity.millis(times.p999()),
                    Quantity.millis(times.max()));
        }
    }

    /** All lines. */
    @Override
    public String toString() {
        return out.toString();
    }
}
