package io.ringcast.daemon.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.EventExecutor;
import io.ringcast.protocol.api.HealthView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Whether the daemon lives, and whether it can serve. */
final class HealthRoutes {

    private final Iterable<EventExecutor> loops;
    private final ReadinessProbe readiness;
    private final Duration patience;

    /** @param patience how long an event loop may take to run a task before it counts as stuck */
    HealthRoutes(Iterable<EventExecutor> loops, ReadinessProbe readiness, Duration patience) {
        this.loops = loops;
        this.readiness = readiness;
        this.patience = patience;
    }

    /** Every event loop runs a task: 200 when all have, 503 when one has not in time. */
    CompletionStage<Answer> live() {
        List<CompletableFuture<Boolean>> beats = new ArrayList<>();
        for (EventExecutor loop : loops) {
            beats.add(CompletableFuture.supplyAsync(() -> true, loop)
                    .completeOnTimeout(false, patience.toNanos(), TimeUnit.NANOSECONDS));
        }
        return CompletableFuture.allOf(beats.toArray(CompletableFuture[]::new)).thenApply(all -> live(beats));
    }

    CompletionStage<Answer> ready() {
        return CompletableFuture.completedFuture(answer(readiness.problems()));
    }

    private Answer live(List<CompletableFuture<Boolean>> beats) {
        long stuck = beats.stream().filter(beat -> !beat.join()).count();
        return answer(
                stuck == 0
                        ? List.of()
                        : List.of(stuck + " of " + beats.size() + " event loops did not run a task within "
                                + patience.toMillis() + " ms."));
    }

    private static Answer answer(List<String> problems) {
        boolean ok = problems.isEmpty();
        return Answer.json(
                ok ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE, new HealthView(ok, problems));
    }
}
