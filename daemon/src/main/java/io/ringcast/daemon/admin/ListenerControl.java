package io.ringcast.daemon.admin;

import io.ringcast.daemon.fanout.ListenerSnapshot;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Ends listeners. Thread-safe. */
@FunctionalInterface
public interface ListenerControl {

    /** As {@link io.ringcast.daemon.fanout.Fanout#kick} does it. */
    CompletableFuture<Optional<ListenerSnapshot>> kick(long id, String by);
}
