package io.ringcast.daemon.source;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells when a connected input has given no bytes for half of what it may, and for too long; its clock stands while the input is held
 * back. One timer at most.
 */
final class StallWatch {

    /** Takes whether the input is quiet. */
    @FunctionalInterface
    interface Quiet {
        void onQuiet(boolean quiet);
    }

    private final EventLoop loop;
    private final Ticker ticker;
    private final long limitNanos;
    private final Quiet onQuiet;
    private final Runnable onStalled;

    private long lastNanos;
    private boolean running;
    private boolean paused;
    private boolean quiet;
    private @Nullable Future<?> timer;

    StallWatch(EventLoop loop, Ticker ticker, Duration limit, Quiet onQuiet, Runnable onStalled) {
        this.loop = loop;
        this.ticker = ticker;
        this.limitNanos = limit.toNanos();
        this.onQuiet = onQuiet;
        this.onStalled = onStalled;
    }

    /** A connection stands: the clock begins at zero. */
    void start() {
        running = true;
        restart();
    }

    /** Bytes came. */
    void touch() {
        lastNanos = ticker.nanoTime();
        if (quiet) {
            quiet = false;
            onQuiet.onQuiet(false);
        }
    }

    /** The input is held back: silence means nothing. */
    void pause() {
        paused = true;
        disarm();
    }

    /** It is held back no longer: the clock begins again at zero. */
    void resume() {
        paused = false;
        if (running) {
            restart();
        }
    }

    /** The connection is gone. */
    void stop() {
        running = false;
        quiet = false;
        disarm();
    }

    private void restart() {
        disarm();
        lastNanos = ticker.nanoTime();
        if (!paused) {
            arm(limitNanos / 2);
        }
    }

    private void arm(long nanos) {
        timer = loop.schedule(this::onTimer, nanos, TimeUnit.NANOSECONDS);
    }

    private void disarm() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void onTimer() {
        timer = null;
        long silent = ticker.nanoTime() - lastNanos;
        if (silent >= limitNanos) {
            running = false;
            onStalled.run();
        } else if (silent >= limitNanos / 2) {
            arm(limitNanos - silent);
            if (!quiet) {
                quiet = true;
                onQuiet.onQuiet(true);
            }
        } else {
            arm(limitNanos / 2 - silent);
        }
    }
}
