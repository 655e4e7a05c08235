package io.ringcast.daemon.source;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what came of the HLS segments of an input since the daemon started. Counted on the source's event loop, read from any thread. */
public final class SegmentTally {

    /** What may come of a segment, or happen between two of them. */
    public enum Result {
        /** It was delivered. */
        DELIVERED,
        /** It was asked for once more. */
        RETRIED,
        /** It could not be had, and was passed over. */
        SKIPPED,
        /** The playlist did not name it any more when its turn came. */
        MISSED,
        /** The playlist says that it is not there. */
        GAP,
        /** The playlist says that it has nothing to do with the one before it. */
        DISCONTINUITY,
        /** The playlist began again with other numbers. */
        RESTART;

        private final String word = name().toLowerCase(Locale.ROOT);

        /** As metrics and API write it. */
        public String word() {
            return word;
        }
    }

    private final Map<Result, AtomicLong> counts = new EnumMap<>(Result.class);

    public SegmentTally() {
        for (Result result : Result.values()) {
            counts.put(result, new AtomicLong());
        }
    }

    public void count(Result result) {
        count(result, 1);
    }

    public void count(Result result, long times) {
        of(result).addAndGet(times);
    }

    public long get(Result result) {
        return of(result).get();
    }

    /** Whether anything was counted. */
    public boolean isUsed() {
        return counts.values().stream().anyMatch(count -> count.get() > 0);
    }

    /** By the words of metrics and API, in a lasting order. */
    public Map<String, Long> byResult() {
        Map<String, Long> words = new LinkedHashMap<>();
        for (Result result : Result.values()) {
            words.put(result.word(), get(result));
        }
        return words;
    }

    private AtomicLong of(Result result) {
        AtomicLong count = counts.get(result);
        if (count == null) {
            throw new IllegalArgumentException("result: " + result + " (expected: one of " + counts.keySet() + ")");
        }
        return count;
    }
}
