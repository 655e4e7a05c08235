package io.ringcast.daemon.systemd;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether every event loop still turns: pings them all, and feeds the watchdog when the last one has answered.
 *
 * <p>A loop that is blocked does not answer, so the watchdog starves; every round says which loop it is and since when. If it comes back
 * in time its answer feeds the watchdog at once. All state belongs to {@code own}, on which everything here is called and to which the
 * answers come.
 */
final class LoopWatch {

    private static final Logger LOG = LoggerFactory.getLogger(LoopWatch.class);

    /** A loop to watch, and the name it has in the log. */
    record Watched(String name, Executor loop) {}

    private final List<Watched> loops;
    private final Executor own;
    private final Runnable feed;
    private final LongSupplier nanoClock;
    private final List<Watched> unanswered = new ArrayList<>();
    private long pingedNanos;
    private boolean reported;

    LoopWatch(List<Watched> loops, Executor own, Runnable feed, LongSupplier nanoClock) {
        this.loops = List.copyOf(loops);
        this.own = own;
        this.feed = feed;
        this.nanoClock = nanoClock;
    }

    /** One round, made twice within the watchdog's time: pings all loops, or says which have not answered the last ping. */
    void round() {
        if (!unanswered.isEmpty()) {
            Duration since = Duration.ofNanos(nanoClock.getAsLong() - pingedNanos);
            for (Watched blocked : unanswered) {
                LOG.error("event loop blocked loop={} seconds={} watchdog=starving", blocked.name(), since.toSeconds());
            }
            reported = true;
            return;
        }
        pingedNanos = nanoClock.getAsLong();
        unanswered.addAll(loops);
        for (Watched watched : loops) {
            try {
                watched.loop().execute(() -> own.execute(() -> onAnswer(watched)));
            } catch (RejectedExecutionException e) {
                // It was shut down, which is not being blocked.
                onAnswer(watched);
            }
        }
    }

    /** The loops that have not answered the last ping. */
    List<String> unanswered() {
        return unanswered.stream().map(Watched::name).toList();
    }

    private void onAnswer(Watched watched) {
        unanswered.remove(watched);
        if (!unanswered.isEmpty()) {
            return;
        }
        if (reported) {
            reported = false;
            LOG.warn(
                    "event loops turn again seconds={}",
                    Duration.ofNanos(nanoClock.getAsLong() - pingedNanos).toSeconds());
        }
        feed.run();
    }
}
