package io.ringcast.daemon.fanout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One answer to the question who listens on one event loop: made in slices, because each listener costs a system call, and what the loop
 * is there for must not wait. Who ends meanwhile is left out. Belongs to that loop.
 */
final class Census {

    /** Listeners looked at before the loop may do something else. */
    private static final int SLICE = 128;

    private final FanoutTick tick;
    private final List<ListenerSnapshot> found = new ArrayList<>();
    private final CompletableFuture<List<ListenerSnapshot>> answer = new CompletableFuture<>();

    private List<Listener> asked = List.of();
    private int next;

    private Census(FanoutTick tick) {
        this.tick = tick;
    }

    /** Any thread. The answer completes on the loop; never when that has ended. */
    static CompletableFuture<List<ListenerSnapshot>> of(FanoutTick tick) {
        Census census = new Census(tick);
        tick.loop().execute(census::begin);
        return census.answer;
    }

    private void begin() {
        asked = tick.listeners();
        go();
    }

    private void go() {
        try {
            int until = Math.min(asked.size(), next + SLICE);
            while (next < until) {
                tick.snapshot(asked.get(next++)).ifPresent(found::add);
            }
            if (next < asked.size()) {
                // By a timer: what execute() adds is run before the loop looks at its sockets.
                tick.loop().schedule(this::go, 1, TimeUnit.NANOSECONDS);
                return;
            }
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
            return;
        }
        answer.complete(found);
    }
}
