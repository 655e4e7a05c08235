package io.ringcast.daemon.metrics;

import io.ringcast.daemon.ring.Ring;
import io.ringcast.daemon.stream.Stream;

/**
 * What a ring holds at one moment.
 *
 * @param tail ring offset of the oldest byte held
 * @param head ring offset behind the newest published unit, never before the tail
 * @param bytes of memory that it holds
 * @param seconds age of the oldest byte
 */
public record RingFigures(long tail, long head, long bytes, double seconds) {

    /** Reads the ring of {@code stream}. */
    public static RingFigures of(Stream stream) {
        Ring ring = stream.ring();
        // The tail first: read the other way round it could overtake the head.
        long tail = ring.tail();
        return new RingFigures(tail, Math.max(tail, ring.head()), ring.heldBytes(), stream.heldSeconds());
    }
}
