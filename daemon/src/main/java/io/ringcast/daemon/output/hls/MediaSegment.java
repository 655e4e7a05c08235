package io.ringcast.daemon.output.hls;

import io.ringcast.daemon.ring.JoinPoint;
import java.time.Instant;

/**
 * A piece of the ring that a playlist names.
 *
 * @param sequence its number, which no other one ever has
 * @param packing what it is made of
 * @param begin where it begins, with what a decoder needs before it
 * @param end ring offset behind it
 * @param durationNanos how long it plays
 * @param discontinuities of the source up to and including its own
 * @param discontinuity whether it does not go on where the one before it ended
 * @param independent whether a decoder can start with it
 * @param moment when its first byte came in
 * @param title what played when it was cut, {@code ""} when nobody said
 * @param map number of the first segment that has the same boxes before its fragments
 */
record MediaSegment(
        long sequence,
        Packing packing,
        JoinPoint begin,
        long end,
        long durationNanos,
        long discontinuities,
        boolean discontinuity,
        boolean independent,
        Instant moment,
        String title,
        long map) {

    /** What goes before its bytes; the same whoever asks, and whenever. */
    byte[] before() {
        return packing.before(begin, title);
    }

    /** What its URL ends in. */
    String file() {
        return sequence + "." + packing.extension();
    }
}
