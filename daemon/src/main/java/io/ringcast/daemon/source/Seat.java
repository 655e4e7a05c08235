package io.ringcast.daemon.source;

import io.netty.channel.EventLoop;
import io.ringcast.daemon.source.InputFailure.Reason;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The place that a run has, or waits for, among the {@link Places} of its account; none is needed where they are not counted. Belongs to
 * the source's event loop.
 */
final class Seat {

    /** So long is waited for somebody who is about to leave; then another input may be tried. */
    static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final EventLoop loop;
    private final Optional<Places> places;
    private final Rest patience;

    private Places.@Nullable Ticket ticket;

    /** Tells answers to what was asked before from the one that is waited for. */
    private int asked;

    Seat(EventLoop loop, Optional<Places> places) {
        this.loop = loop;
        this.places = places;
        this.patience = new Rest(loop);
    }

    /** Runs {@code seated} when there is a place, at once where none is needed, or {@code crowded} when there was none for a while. */
    void take(Runnable seated, Consumer<InputFailure> crowded) {
        leave();
        if (places.isEmpty()) {
            seated.run();
            return;
        }
        Places all = places.get();
        patience.begin(WAIT_NANOS, () -> {
            leave();
            crowded.accept(InputFailure.passing(
                    Reason.CONNECTIONS,
                    "all connections of the account are in use (expected: one of " + all.limit()
                            + ", as connections says, to become free)"));
        });
        int mine = ++asked;
        ticket = all.ask(loop, () -> {
            if (mine == asked && ticket != null) {
                patience.cancel();
                seated.run();
            }
        });
    }

    /** Gives the place back, or waits no more. Idempotent. */
    void leave() {
        patience.cancel();
        Places.Ticket mine = ticket;
        if (mine != null) {
            ticket = null;
            mine.leave();
        }
    }
}
