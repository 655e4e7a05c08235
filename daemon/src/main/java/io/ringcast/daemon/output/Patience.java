package io.ringcast.daemon.output;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.ringcast.daemon.http.HttpExchange;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds a request until there is something to answer it with, or for as long as a listener is held at the door. Belongs to the event loop of
 * its exchange.
 */
public final class Patience {

    /** How often it is looked whether there is something. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final HttpExchange exchange;
    private final long deadlineNanos;
    private final BooleanSupplier answers;
    private final Runnable inVain;
    private @Nullable Future<?> next;

    private Patience(HttpExchange exchange, Duration limit, BooleanSupplier answers, Runnable inVain) {
        this.exchange = exchange;
        this.deadlineNanos = System.nanoTime() + limit.toNanos();
        this.answers = answers;
        this.inVain = inVain;
    }

    /**
     * Looks at once, then again and again.
     *
     * @param limit for how long
     * @param answers answers if it can, and then returns true
     * @param inVain called once instead, when the time is over
     * @param gone called once instead, when the client has gone
     */
    public static void await(
            HttpExchange exchange, Duration limit, BooleanSupplier answers, Runnable inVain, Runnable gone) {
        Patience patience = new Patience(exchange, limit, answers, inVain);
        if (!answers.getAsBoolean()) {
            exchange.onClosed(() -> {
                patience.cancel();
                gone.run();
            });
            patience.later();
        }
    }

    private void look() {
        next = null;
        if (!exchange.isOpen() || answers.getAsBoolean()) {
            return;
        }
        if (System.nanoTime() - deadlineNanos >= 0) {
            inVain.run();
        } else {
            later();
        }
    }

    private void later() {
        EventLoop loop = exchange.eventLoop();
        next = loop.schedule(this::look, LOOK_NANOS, TimeUnit.NANOSECONDS);
    }

    private void cancel() {
        if (next != null) {
            next.cancel(false);
        }
    }
}
