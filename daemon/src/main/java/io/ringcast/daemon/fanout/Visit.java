package io.ringcast.daemon.fanout;

import io.ringcast.daemon.config.Policy;
import io.ringcast.daemon.stream.Stream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * A listener that asks for bytes with an end instead of following the ring: one who downloads a snapshot, or who comes again and again for
 * segments. He is counted, shown and recorded like any other, and a source on demand runs for him. Thread-safe.
 */
public final class Visit {

    private final long id;
    private final ListenerRequest request;
    private final LongSupplier nanos;
    private final Clock clock;
    private final Ender ender;
    private final long beganNanos;
    private final Instant began;
    private final LongAdder delivered = new LongAdder();
    private final AtomicBoolean joined = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();

    /** Told of the end of a visit, once. */
    interface Ender {
        void onEnded(Visit visit, boolean joined, EndReason reason, String detail);
    }

    Visit(long id, ListenerRequest request, LongSupplier nanos, Clock clock, Ender ender) {
        this.id = id;
        this.request = request;
        this.nanos = nanos;
        this.clock = clock;
        this.ender = ender;
        this.beganNanos = nanos.getAsLong();
        this.began = clock.instant();
        if (request.demands()) {
            request.stream().arrive();
        }
    }

    /** Of what. */
    public Stream stream() {
        return request.stream();
    }

    /** There was something for him: from now on he is a listener. Returns nanoseconds since he came, -1 if he was one already. */
    long begin() {
        if (!joined.compareAndSet(false, true)) {
            return -1;
        }
        request.account().joined();
        return nanos.getAsLong() - beganNanos;
    }

    /** The kernel took so many bytes for him. */
    public void delivered(long bytes) {
        delivered.add(bytes);
        request.account().delivered(bytes);
    }

    /** He has gone, or is sent away; what comes later is not heard. */
    public void end(EndReason reason, String detail) {
        if (ended.compareAndSet(false, true)) {
            if (request.demands()) {
                request.stream().leave();
            }
            boolean counted = joined.get();
            if (counted) {
                request.account().left();
            }
            ender.onEnded(this, counted, reason, detail);
        }
    }

    /** Whether he was sent away. */
    public boolean isOver() {
        return ended.get();
    }

    OutputAccount account() {
        return request.account();
    }

    boolean isListener() {
        return joined.get();
    }

    ListenerSnapshot snapshot() {
        return new ListenerSnapshot(
                id,
                request.account(),
                request.remote(),
                request.userAgent(),
                began,
                Duration.ofNanos(nanos.getAsLong() - beganNanos),
                Policy.DROP,
                delivered.sum(),
                0,
                Duration.ZERO,
                0,
                0,
                Delivery.UNKNOWN);
    }

    ListenerEnd record(EndReason reason, String detail) {
        return new ListenerEnd(snapshot(), clock.instant(), reason, Optional.empty(), detail);
    }
}
