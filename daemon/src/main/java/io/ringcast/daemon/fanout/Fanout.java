package io.ringcast.daemon.fanout;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.ringcast.daemon.transport.LoopLoad;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** All listeners of the daemon: one {@link FanoutTick} for each event loop. Thread-safe; each tick belongs to its loop. */
public final class Fanout {

    /** At most one round of ending those who pin most in this time, so that what was freed is seen first. */
    private static final long PINNERS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long STOP_POLL_MILLIS = 20;

    private final Map<EventExecutor, FanoutTick> ticks = new HashMap<>();
    private final LongSupplier nanos;
    private final AtomicLong pinnersEnded;

    /** Whether anybody is let in. */
    public interface Gate {
        /** Why nobody is let in just now, empty when the door is open. Any thread. */
        Optional<Refusal> refusal();
    }

    /**
     * @param loads told once a second what each loop delivers
     * @param nanos nanoseconds that never fall, the ring's clock
     * @param clock the time of day for records
     */
    public Fanout(
            EventLoopGroup loops,
            Function<EventLoop, LoopLoad> loads,
            LongSupplier nanos,
            Clock clock,
            Gate gate,
            FanoutObserver observer) {
        this.nanos = nanos;
        this.pinnersEnded = new AtomicLong(nanos.getAsLong() - PINNERS_NANOS);
        AtomicLong ids = new AtomicLong();
        for (EventExecutor executor : loops) {
            EventLoop loop = (EventLoop) executor;
            ticks.put(loop, new FanoutTick(loop, loads.apply(loop), nanos, clock, ids, gate, observer));
        }
    }

    /**
     * Somebody comes to listen. Nothing happens before {@link Admission#begin()}.
     *
     * @param loop the event loop of its channel, one of the daemon's
     */
    public Admission admission(EventLoop loop, ListenerRequest request, Door door) {
        FanoutTick tick = ticks.get(loop);
        if (tick == null) {
            throw new IllegalArgumentException(
                    "loop: " + loop + " (expected: one of the " + ticks.size() + " of the fan-out)");
        }
        return new Admission(tick, request, door);
    }

    /** All listeners that play now. */
    public CompletableFuture<List<ListenerSnapshot>> snapshots() {
        List<CompletableFuture<List<ListenerSnapshot>>> parts = new ArrayList<>();
        for (FanoutTick tick : ticks.values()) {
            parts.add(Census.of(tick));
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(all ->
                        parts.stream().flatMap(part -> part.join().stream()).toList());
    }

    /**
     * Ends one listener by its number with {@link EndReason#KICKED}. Any thread; nobody else notices.
     *
     * @param by who did it, for people: part of the end record
     * @return what it was right before; empty when there is none of that number
     */
    public CompletableFuture<Optional<ListenerSnapshot>> kick(long id, String by) {
        List<CompletableFuture<Optional<ListenerSnapshot>>> parts = new ArrayList<>();
        for (FanoutTick tick : ticks.values()) {
            parts.add(Kick.of(tick, id, by));
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(all ->
                        parts.stream().flatMap(part -> part.join().stream()).findFirst());
    }

    /** Memory is short and rings cannot give any more: ends those who pin most. Any thread, as often as it happens. */
    public void endPinners() {
        long now = nanos.getAsLong();
        long last = pinnersEnded.get();
        if (now - last >= PINNERS_NANOS && pinnersEnded.compareAndSet(last, now)) {
            ticks.values().forEach(tick -> tick.loop().execute(tick::endPinners));
        }
    }

    /**
     * Lets nobody in any more and gives every listener what is queued for it and a clean end; resets those that have not read it after
     * {@code limit}.
     *
     * @return done when nobody is left
     */
    public CompletableFuture<Void> stop(Duration limit) {
        long deadline = nanos.getAsLong() + limit.toNanos();
        List<CompletableFuture<Void>> parts = new ArrayList<>();
        for (FanoutTick tick : ticks.values()) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            parts.add(done);
            tick.loop().execute(() -> {
                tick.stop();
                awaitEmpty(tick, deadline, done);
            });
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
    }

    private void awaitEmpty(FanoutTick tick, long deadline, CompletableFuture<Void> done) {
        if (tick.isEmpty()) {
            done.complete(null);
            return;
        }
        if (nanos.getAsLong() - deadline >= 0) {
            tick.abort();
        }
        tick.loop().schedule(() -> awaitEmpty(tick, deadline, done), STOP_POLL_MILLIS, TimeUnit.MILLISECONDS);
    }
}
