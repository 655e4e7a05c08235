package io.ringcast.daemon.e2e;

import static org.awaitility.Awaitility.await;

import io.ringcast.daemon.app.SourceUnit;
import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.daemon.ring.ChunkPool;
import java.time.Duration;

/** Looks at a daemon's memory again and again, and remembers the most of it and how things stood when somebody was first ended for it. */
final class MemoryWatch {

    private final RunningDaemon daemon;
    private final ChunkPool pool;
    private long mostUsed;
    private long mostOverdraft;
    private long mostInFlight;
    private boolean everPressed;
    private boolean ended;
    private long refusedBeforeFirstEnd;
    private long longestRingAtFirstEnd;

    MemoryWatch(RunningDaemon daemon) {
        this.daemon = daemon;
        this.pool = daemon.memory();
    }

    /** Looks until somebody has been ended for memory. */
    void awaitEnds(Duration limit) {
        await("somebody ended for memory")
                .atMost(limit)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    look();
                    return ended;
                });
    }

    void look() {
        mostUsed = Math.max(mostUsed, pool.heldBytes() + pool.inFlightBytes());
        mostOverdraft = Math.max(mostOverdraft, pool.overdraft());
        everPressed |= pool.pressed();
        mostInFlight = Math.max(mostInFlight, pool.inFlightBytes());
        if (!ended && daemon.ends().stream().anyMatch(end -> end.reason() == EndReason.MEMORY)) {
            longestRingAtFirstEnd = daemon.units().stream()
                    .map(SourceUnit::stream)
                    .mapToLong(stream -> stream.ring().heldBytes())
                    .max()
                    .orElseThrow();
            refusedBeforeFirstEnd = daemon.metrics("ringcast_refusals_total", "reason=\"memory\"");
            ended = true;
        }
    }

    long mostUsed() {
        return mostUsed;
    }

    boolean everPressed() {
        return everPressed;
    }

    long mostOverdraft() {
        return mostOverdraft;
    }

    long refusedBeforeFirstEnd() {
        return refusedBeforeFirstEnd;
    }

    long longestRingAtFirstEnd() {
        return longestRingAtFirstEnd;
    }

    @Override
    public String toString() {
        return "MemoryWatch[used=" + mostUsed + ", overdraft=" + mostOverdraft + ", in flight=" + mostInFlight
                + ", refused before first end=" + refusedBeforeFirstEnd + ", longest ring at first end="
                + longestRingAtFirstEnd + "]";
    }
}
