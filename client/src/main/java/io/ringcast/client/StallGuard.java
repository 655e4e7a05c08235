package io.ringcast.client;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Closes a body whose read has waited for too long, or that has been read for as long as it was to be. A thread of its own looks four times
 * a second; the time that the sink takes does not count.
 */
final class StallGuard implements AutoCloseable {

    private static final long LOOK_MILLIS = 250;
    private static final long RESTING = Long.MIN_VALUE;

    private final InputStream body;
    private final long stallNanos;
    private final long begunNanos = System.nanoTime();
    private final long limitNanos;
    private final ScheduledExecutorService looks;

    private volatile long readingSince = RESTING;
    private volatile boolean fired;

    /** @param limitNanos for how long the body is read at most */
    StallGuard(InputStream body, Duration stall, long limitNanos) {
        this.body = body;
        this.stallNanos = stall.toNanos();
        this.limitNanos = limitNanos;
        this.looks = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "ringcast-stall");
            thread.setDaemon(true);
            return thread;
        });
        looks.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    void reads() {
        readingSince = System.nanoTime();
    }

    void rests() {
        readingSince = RESTING;
    }

    /** Whether it has closed the body. */
    boolean fired() {
        return fired;
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }

    private void look() {
        long since = readingSince;
        long now = System.nanoTime();
        if (since == RESTING || (now - since < stallNanos && now - begunNanos < limitNanos)) {
            return;
        }
        fired = true;
        try {
            body.close();
        } catch (IOException ignored) {
            // The read that waits for it fails all the same.
        }
        looks.shutdown();
    }
}
