package io.ringcast.daemon.stream;

import java.util.function.LongSupplier;

/** How long a join point is waited for at the beginning of a run before the run is taken as it is. */
final class JoinSearch {

    static final long MAX_BYTES = 8L * 1024 * 1024;
    static final long MAX_NANOS = 5_000_000_000L;

    private final LongSupplier clock;
    private long bytes;
    private long since;

    JoinSearch(LongSupplier clock) {
        this.clock = clock;
    }

    void begin() {
        bytes = 0;
        since = clock.getAsLong();
    }

    /** Further units came without a join point; whether that were too many. */
    boolean isInVain(int further) {
        bytes += further;
        return bytes > MAX_BYTES || clock.getAsLong() - since > MAX_NANOS;
    }
}
