package io.ringcast.daemon.ring;

/**
 * The lowest cursor among one loop's waiting listeners: the writer does not evict what lies behind it. Set by its loop, read by the
 * writer.
 */
public final class HoldBack {

    /** The value of a hold that holds nothing. */
    public static final long NOTHING = Long.MAX_VALUE;

    private final Ring ring;
    private volatile long lowest = NOTHING;

    HoldBack(Ring ring) {
        this.ring = ring;
    }

    /**
     * Holds back all from {@code offset} on, or {@link #NOTHING}; wakes a writer that waits for the room that this makes. What is held
     * for the first time must be checked against {@link Ring#tail()} afterwards: the writer may have gone by.
     */
    public void hold(long offset) {
        lowest = offset;
        ring.onHoldMoved();
    }

    /** What is held now. Any thread. */
    public long lowest() {
        return lowest;
    }
}
