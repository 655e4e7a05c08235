package io.ringcast.daemon.ring;

/**
 * How much a ring keeps.
 *
 * @param bytes at most this many, rounded up to whole chunks, plus the one that is being written
 * @param nanos nothing older than this for longer than a chunk takes to fill, in nanoseconds; {@link Long#MAX_VALUE} for no bound by age
 */
public record RingLimit(long bytes, long nanos) {

    public RingLimit {
        if (bytes < ChunkPool.CHUNK_BYTES) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= " + ChunkPool.CHUNK_BYTES + ")");
        }
        if (nanos <= 0) {
            throw new IllegalArgumentException("nanos: " + nanos + " (expected: > 0)");
        }
    }

    /** Bounded by bytes alone. */
    public static RingLimit ofBytes(long bytes) {
        return new RingLimit(bytes, Long.MAX_VALUE);
    }
}
