package io.ringcast.daemon.output.udp;

/** Something that is to be done at moments of its own by a {@link PacingLoop}. */
interface Paced {

    /** Never, unless it is woken. */
    long NEVER = Long.MAX_VALUE;

    /** When it is due next, in the loop's nanoseconds, or {@link #NEVER}. */
    long due();

    /**
     * Does what is due.
     *
     * @param horizon up to when something counts as due, not before {@code now}
     */
    void run(long now, long horizon);

    /** What it did has reached the kernel at {@code now}. */
    void flushed(long now);
}
