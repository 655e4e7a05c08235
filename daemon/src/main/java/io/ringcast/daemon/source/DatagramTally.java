package io.ringcast.daemon.source;

import io.ringcast.protocol.rtp.DatagramCounts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What came of the datagrams of an input since the daemon started.
 *
 * @param counts what was made of those that came
 * @param dropped those that the kernel threw away because nobody fetched them in time; empty where it does not tell
 * @param rejoins times that a group was joined anew because of silence
 */
public record DatagramTally(DatagramCounts counts, OptionalLong dropped, long rejoins) {

    /** Nothing has come. */
    public static final DatagramTally NONE = new DatagramTally(DatagramCounts.NONE, OptionalLong.empty(), 0);

    /** By the words of metrics and API, in a lasting order. */
    public Map<String, Long> byResult() {
        Map<String, Long> words = new LinkedHashMap<>();
        words.put("received", counts.received());
        words.put("garbage", counts.garbage());
        words.put("stranger", counts.strangers());
        words.put("lost", counts.lost());
        words.put("late", counts.late());
        words.put("duplicate", counts.duplicates());
        words.put("reordered", counts.reordered());
        words.put("restart", counts.restarts());
        words.put("rejoin", rejoins);
        dropped.ifPresent(count -> words.put("dropped", count));
        return words;
    }
}
