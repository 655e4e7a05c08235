package io.ringcast.daemon.lifecycle;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One thing that is started before those that need it and stopped after them.
 *
 * @param name for messages, for example {@code "http port"}
 * @param start brings it up, or throws and leaves nothing behind; runs on the thread that starts the lifecycle
 * @param stop takes it down; called once after a start that succeeded, on a thread of its own, so that it may wait
 * @param limit how long it may take to go down
 */
public record Part(String name, Start start, Stop stop, Duration limit) {

    /** Brings a part up. */
    public interface Start {

        /** Returns when it is up. */
        void start() throws Exception;
    }

    /** Takes a part down. */
    public interface Stop {

        /** Begins; the stage completes when it is down. */
        CompletionStage<?> stop() throws Exception;
    }

    public Part {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: >= 0)");
        }
    }

    /** A part that is up already, or needs no start, and is down when {@code close} returns. */
    public static Part closing(String name, AutoCloseable close, Duration limit) {
        return new Part(
                name,
                () -> {},
                () -> {
                    close.close();
                    return CompletableFuture.completedStage(null);
                },
                limit);
    }
}
