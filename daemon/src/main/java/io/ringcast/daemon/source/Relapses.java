package io.ringcast.daemon.source;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Notices inputs that are lost again soon after they were returned to, so that they are put aside for longer each time and listeners
 * are not sent back and forth. Belongs to the source's event loop.
 */
final class Relapses {

    /** Who has fed the stream for this long, or ten times what proves it, will go on. */
    private static final Duration SETTLED = Duration.ofMinutes(5);

    private static final int SETTLED_PROOFS = 10;

    private static final Duration SHORTEST_PROOF = Duration.ofSeconds(10);

    private final Rotation rotation;
    private final SourceJournal journal;
    private final long settledNanos;
    private final long shortestNanos;

    private @Nullable Lane returned;
    private long returnedNanos;

    /** @param prove how long an input must be good before it is returned to */
    Relapses(Rotation rotation, SourceJournal journal, Duration prove) {
        this.rotation = rotation;
        this.journal = journal;
        Duration proof = prove.compareTo(SHORTEST_PROOF) > 0 ? prove : SHORTEST_PROOF;
        this.settledNanos = Math.max(SETTLED.toNanos(), proof.toNanos() * SETTLED_PROOFS);
        this.shortestNanos = 2 * proof.toNanos();
    }

    /** {@code lane} takes over because it is better than what plays. */
    void onReturned(Lane lane, long now) {
        returned = lane;
        returnedNanos = now;
    }

    /** {@code lane} fed the stream and was lost. */
    void onLost(Lane lane, long now) {
        if (lane == returned && now - returnedNanos < settledNanos) {
            long aside = rotation.onRelapse(lane.input(), shortestNanos, now);
            journal.onPutAside(lane.input(), rotation.relapses(lane.input()), Duration.ofNanos(aside));
        } else if (lane.hasStreamed(settledNanos, now)) {
            rotation.onSettled(lane.input());
        }
        if (lane == returned) {
            returned = null;
        }
    }
}
