package io.ringcast.client.cli;

import io.ringcast.client.ListenPosition;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How far somebody who listens is behind the live edge: the server is asked for it every two seconds, by a thread of its own. A server that
 * does not say is not asked again.
 */
final class LagMeter implements AutoCloseable {

    /** Where the live edge of a stream is; absent when its server does not say. */
    @FunctionalInterface
    interface Edge {
        Optional<ListenPosition> of(URI stream) throws IOException, InterruptedException;
    }

    /**
     * What was seen when the server was asked last.
     *
     * @param bytes from what was listened to up to the edge
     * @param seconds the same in time, at the rate at which the edge moved since it was asked first; absent before that is known
     */
    record Lag(long bytes, Optional<Double> seconds) {}

    private static final long EVERY_MILLIS = 2000;

    private final Edge edge;
    private final LongSupplier nanoClock;

    /** Null while nobody needs it. */
    private @Nullable ScheduledExecutorService asks;

    private volatile @Nullable URI stream;
    private volatile @Nullable ListenPosition next;
    private volatile Optional<Lag> lag = Optional.empty();

    /** Does not say; of the thread that asks, like what follows. */
    private @Nullable URI silent;

    private @Nullable ListenPosition first;
    private long firstNanos;

    LagMeter(Edge edge, LongSupplier nanoClock) {
        this.edge = edge;
        this.nanoClock = nanoClock;
    }

    /** Begins to ask. */
    void start() {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread own = new Thread(task, "ringcast-lag");
            own.setDaemon(true);
            return own;
        });
        asks = thread;
        thread.scheduleWithFixedDelay(this::look, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** This is what is listened to from now on. */
    void onStream(URI listened) {
        stream = listened;
    }

    /** What was listened to goes up to here. */
    void onPosition(Optional<ListenPosition> position) {
        next = position.orElse(null);
    }

    /** Absent where it is not known. */
    Optional<Lag> lag() {
        return lag;
    }

    /** Asks once. */
    void look() {
        URI asked = stream;
        if (asked == null || asked.equals(silent)) {
            return;
        }
        lag = measured(asked);
    }

    @Override
    public void close() {
        if (asks != null) {
            asks.shutdownNow();
        }
    }

    private Optional<Lag> measured(URI asked) {
        Optional<ListenPosition> head;
        try {
            head = edge.of(asked);
        } catch (IOException notNow) {
            // The one that listens says what is wrong with it.
            return Optional.empty();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        if (head.isEmpty()) {
            silent = asked;
            return Optional.empty();
        }
        ListenPosition at = head.get();
        double rate = rate(at, nanoClock.getAsLong());
        ListenPosition own = next;
        if (own == null || !own.entityTag().equals(at.entityTag())) {
            return Optional.empty();
        }
        // Meanwhile more has come.
        long bytes = Math.max(0, at.offset() - own.offset());
        return Optional.of(new Lag(bytes, rate > 0 ? Optional.of(bytes / rate) : Optional.empty()));
    }

    /** Bytes a second at which the edge moves, 0 while that is not known. */
    private double rate(ListenPosition at, long now) {
        ListenPosition since = first;
        if (since == null || !since.entityTag().equals(at.entityTag())) {
            first = at;
            firstNanos = now;
            return 0;
        }
        return now > firstNanos ? (at.offset() - since.offset()) * 1e9 / (now - firstNanos) : 0;
    }
}
