package io.ringcast.daemon.stream;

import io.ringcast.protocol.live.Epoch;

/** An epoch of a stream and, once the source has delivered its last byte, where it ended. Written on the source's loop, read by all. */
public final class LiveEpoch {

    /** The end of an epoch that goes on. */
    public static final long OPEN = Long.MAX_VALUE;

    private final Epoch epoch;
    private volatile long end = OPEN;

    LiveEpoch(Epoch epoch) {
        this.epoch = epoch;
    }

    /** Its identity. */
    public Epoch epoch() {
        return epoch;
    }

    /** Ring offset behind its last byte, {@link #OPEN} while it goes on. */
    public long end() {
        return end;
    }

    void endAt(long offset) {
        end = offset;
    }
}
