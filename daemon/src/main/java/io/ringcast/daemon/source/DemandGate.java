package io.ringcast.daemon.source;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Counts who listens, and tells when nobody has for a while. Belongs to the source's event loop. */
final class DemandGate {

    private final EventLoop loop;
    private final long idleNanos;
    private final Runnable onIdle;

    private int count;
    private @Nullable Future<?> timer;

    DemandGate(EventLoop loop, Duration idle, Runnable onIdle) {
        this.loop = loop;
        this.idleNanos = idle.toNanos();
        this.onIdle = onIdle;
    }

    int count() {
        return count;
    }

    void arrived() {
        count++;
        cancel();
    }

    void left() {
        if (count == 0) {
            throw new IllegalStateException("more listeners left than arrived");
        }
        count--;
        if (count == 0) {
            timer = loop.schedule(this::onTimer, idleNanos, TimeUnit.NANOSECONDS);
        }
    }

    void cancel() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void onTimer() {
        timer = null;
        onIdle.run();
    }
}
