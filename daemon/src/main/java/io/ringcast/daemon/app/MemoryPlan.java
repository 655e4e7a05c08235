package io.ringcast.daemon.app;

import io.ringcast.daemon.config.Configuration;
import io.ringcast.daemon.config.InvalidValueException;
import io.ringcast.daemon.config.RingSpec;
import io.ringcast.daemon.config.SourceConfig;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.ring.RingLimit;

/**
 * How the configured memory is shared: an eighth is left to what is in flight to slow listeners, rings of a fixed size get that, and the
 * rings that are bounded by time share what is left equally.
 *
 * @param memory bytes for all rings and what is in flight
 * @param share the most that a ring bounded by time may hold, bytes
 */
record MemoryPlan(long memory, long share) {

    /** One part in so many is for what is in flight: to slow listeners, and to those who download what has an end. */
    static final int IN_FLIGHT_SHARE = 8;

    /** What Netty needs beside the rings: buffers of reads, TLS, responses. */
    private static final long HEADROOM_BYTES = 48L << 20;

    static MemoryPlan of(Configuration configuration) {
        long memory = configuration.daemon().memory().bytes();
        // All that may be fetched at the same time is as if it were: nobody can say later that there is no room for a
        // floor.
        long fixed = configuration
                .daemon()
                .fetch()
                .map(fetch -> fetch.limit() * fetch.ring().bytes())
                .orElse(0L);
        int timed = 0;
        for (SourceConfig source : configuration.sources()) {
            if (source.ring() instanceof RingSpec.Bytes bytes) {
                fixed += bytes.bytes();
            } else {
                timed++;
            }
        }
        long share = (memory - memory / IN_FLIGHT_SHARE - fixed) / Math.max(1, timed);
        return new MemoryPlan(memory, Math.max(ChunkPool.RING_FLOOR_BYTES, share));
    }

    /** The bounds of one source's ring. */
    RingLimit limit(SourceConfig source) {
        if (source.ring() instanceof RingSpec.Seconds seconds) {
            return new RingLimit(share, seconds.time().toNanos());
        }
        return RingLimit.ofBytes(((RingSpec.Bytes) source.ring()).bytes());
    }

    /**
     * Makes sure that the JVM lets us have it.
     *
     * @param directLimit bytes of direct memory that the JVM allows
     * @throws InvalidValueException when it does not
     */
    void requireWithin(long directLimit) {
        if (memory + HEADROOM_BYTES > directLimit) {
            throw new InvalidValueException(
                    "memory " + mebibytes(memory),
                    "at most " + mebibytes(Math.max(0, directLimit - HEADROOM_BYTES))
                            + ", since the JVM allows " + mebibytes(directLimit)
                            + " of direct memory; lower memory in [daemon], or start with"
                            + " RINGCAST_JAVA_OPTS=-XX:MaxDirectMemorySize="
                            + ((memory + HEADROOM_BYTES) >> 20) + "m");
        }
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + "MiB";
    }
}
