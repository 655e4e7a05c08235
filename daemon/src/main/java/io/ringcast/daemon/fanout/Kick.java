package io.ringcast.daemon.fanout;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Ends the one listener of a number, if it is on this event loop; its channel is reset, for a kick is no end of a stream. */
final class Kick {

    private Kick() {}

    /**
     * Any thread. What it was right before, empty when it is not on this loop or has ended already; completes on the loop, never when that
     * has ended.
     *
     * @param by who did it, for people
     */
    static CompletableFuture<Optional<ListenerSnapshot>> of(FanoutTick tick, long id, String by) {
        CompletableFuture<Optional<ListenerSnapshot>> answer = new CompletableFuture<>();
        tick.loop().execute(() -> {
            try {
                answer.complete(kick(tick, id, by));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private static Optional<ListenerSnapshot> kick(FanoutTick tick, long id, String by) {
        for (Listener listener : tick.listeners()) {
            if (listener.id() == id) {
                Optional<ListenerSnapshot> before = tick.snapshot(listener);
                tick.end(listener, EndReason.KICKED, "ended by " + by);
                return before;
            }
        }
        return Optional.empty();
    }
}
