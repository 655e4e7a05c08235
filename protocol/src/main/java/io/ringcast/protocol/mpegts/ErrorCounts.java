package io.ringcast.protocol.mpegts;

import java.util.EnumMap;
import java.util.Map;

/** How often each indicator was raised. Belongs to the thread of the analyser. */
final class ErrorCounts {

    /** A number that is counted in place. */
    private static final class Count {
        long value;
    }

    private final Map<TsError, Count> counts = new EnumMap<>(TsError.class);

    ErrorCounts() {
        for (TsError error : TsError.values()) {
            counts.put(error, new Count());
        }
    }

    void add(TsError error) {
        add(error, 1);
    }

    void add(TsError error, long count) {
        counter(error).value += count;
    }

    long of(TsError error) {
        return counter(error).value;
    }

    private Count counter(TsError error) {
        return counts.computeIfAbsent(error, ignored -> new Count());
    }
}
