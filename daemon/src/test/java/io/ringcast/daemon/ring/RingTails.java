package io.ringcast.daemon.ring;

/** A tail as readers see it for the moment in which the writer finds out whether it may evict. */
public final class RingTails {

    private RingTails() {}

    /** Runs {@code during} with the tail at {@code offset}, and takes that back. */
    public static void movedTo(long offset, Ring ring, Runnable during) {
        long before = ring.tail();
        ring.moveTail(offset);
        try {
            during.run();
        } finally {
            ring.moveTail(before);
        }
    }
}
