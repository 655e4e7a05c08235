package io.ringcast.daemon.source;

import io.ringcast.protocol.mpegts.TsError;
import io.ringcast.protocol.mpegts.TsReport;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * The MPEG-TS of a source at one moment; immutable.
 *
 * @param report of the run that feeds the source, with the errors of all runs since the daemon started
 * @param bitrate bits per second in the last second or so, by the time that the report was measured by
 */
public record TransportSnapshot(TsReport report, double bitrate) {

    private static final double MILLIS_PER_SECOND = 1e3;

    /** How often each indicator was raised, by a word such as {@code pcr-repetition}; all of them, in their order. */
    public Map<String, Long> errors() {
        Map<String, Long> errors = new LinkedHashMap<>();
        for (TsError error : TsError.values()) {
            String word = error.name().toLowerCase(Locale.ROOT).replace('_', '-');
            errors.put(word, count(error));
        }
        return errors;
    }

    private long count(TsError error) {
        return report.errors().stream()
                .filter(counted -> counted.indicator().equals(error.number()))
                .mapToLong(TsReport.ErrorCount::count)
                .sum();
    }

    /** Longest interval between two clocks of one PID in seconds, by their values. */
    public OptionalDouble longestClockInterval() {
        return clocks().mapToDouble(clock -> clock.longestMillis() / MILLIS_PER_SECOND)
                .max();
    }

    /** Spread of the arrival of the clocks of one PID in seconds, where arrival is measured. */
    public OptionalDouble clockJitter() {
        return clocks().flatMap(clock -> clock.jitterMillis().stream())
                .mapToDouble(millis -> millis / MILLIS_PER_SECOND)
                .max();
    }

    private Stream<TsReport.ClockReport> clocks() {
        return report.pids().stream().flatMap(pid -> pid.clock().stream());
    }
}
