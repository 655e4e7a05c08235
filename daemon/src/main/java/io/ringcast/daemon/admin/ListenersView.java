package io.ringcast.daemon.admin;

import io.ringcast.daemon.fanout.ListenerSnapshot;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The listeners that play now. Thread-safe. */
@FunctionalInterface
public interface ListenersView {

    /** All of them, as {@link io.ringcast.daemon.fanout.Fanout#snapshots()} gives them. */
    CompletableFuture<List<ListenerSnapshot>> snapshots();
}
