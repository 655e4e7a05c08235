package io.ringcast.daemon.fanout;

import io.ringcast.daemon.transport.LoopLoad;
import java.util.concurrent.TimeUnit;

/**
 * Measures what one event loop delivers, from one look through its listeners to the next: who has come in between is measured the next
 * time, who has left counts no more. Owned by its loop.
 */
final class LoopMeter {

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LoopLoad load;
    private long since;
    private long bytes;
    private int listeners;

    LoopMeter(LoopLoad load, long now) {
        this.load = load;
        this.since = now;
    }

    /** One of the listeners, each of which has settled its account just now. */
    void look(Listener listener) {
        long taken = listener.takenSinceLook();
        if (taken >= 0) {
            bytes += taken;
            listeners++;
        }
    }

    /** That were all. */
    void tell(long now) {
        load.measured((long) (bytes * SECOND / Math.max(1, now - since)), listeners);
        since = now;
        bytes = 0;
        listeners = 0;
    }
}
