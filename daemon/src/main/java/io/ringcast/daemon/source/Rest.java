package io.ringcast.daemon.source;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Something that is to be done after a while, unless it is cancelled before: one thing at a time. Belongs to the source's event loop. */
final class Rest {

    private final EventLoop loop;
    private @Nullable Future<?> timer;

    Rest(EventLoop loop) {
        this.loop = loop;
    }

    /** Does {@code action} after {@code nanos}, and nothing that was to be done before. */
    void begin(long nanos, Runnable action) {
        cancel();
        timer = loop.schedule(
                () -> {
                    timer = null;
                    action.run();
                },
                nanos,
                TimeUnit.NANOSECONDS);
    }

    /** Whether something is to be done. */
    boolean isPending() {
        return timer != null;
    }

    /** Nothing is to be done any more. Idempotent. */
    void cancel() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
