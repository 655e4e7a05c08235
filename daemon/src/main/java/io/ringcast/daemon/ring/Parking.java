package io.ringcast.daemon.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * How a reader that has read everything sleeps without missing what comes.
 *
 * <pre>
 *   reader (its loop)                      writer
 *   parked = true          (volatile)      head = h               (volatile)
 *   head again?  new: parked → false, go   parked?  → false, execute(wake)
 *                same: sleep
 * </pre>
 *
 * <p>Both sides store before they load, so at least one of them sees the other; {@code parked} falls by compare-and-set, so exactly one
 * of them acts on it.
 */
public final class Parking {

    private static final VarHandle PARKED;

    static {
        try {
            PARKED = MethodHandles.lookup().findVarHandle(Parking.class, "parked", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Ring ring;
    private final Executor loop;
    private final Runnable wake;

    @SuppressWarnings("unused") // by PARKED
    private volatile boolean parked;

    Parking(Ring ring, Executor loop, Runnable wake) {
        this.ring = ring;
        this.loop = loop;
        this.wake = wake;
    }

    /**
     * Sleeps until something newer than {@code seen} is published or the ring ends.
     *
     * @param seen the change count that the reader has acted on, {@link Ring#changes()}
     * @return whether the reader sleeps and will be woken; when false there is something to do now
     */
    public boolean park(long seen) {
        PARKED.setVolatile(this, true);
        if (ring.changes() == seen) {
            return true;
        }
        // Somebody may have taken the flag meanwhile: then the wake is on its way, and the reader sleeps until it
        // comes.
        return !PARKED.compareAndSet(this, true, false);
    }

    /** Stops sleeping of the reader's own accord. Returns false when a wake is on its way. Reader only. */
    public boolean unpark() {
        return PARKED.compareAndSet(this, true, false);
    }

    /** Wakes the reader if it sleeps. After the change has been published; any thread. */
    void wake() {
        if ((boolean) PARKED.getVolatile(this) && PARKED.compareAndSet(this, true, false)) {
            try {
                loop.execute(wake);
            } catch (RejectedExecutionException e) {
                // That loop has ended, and its reader with it: no reason to stop the writer or the readers after it.
            }
        }
    }
}
