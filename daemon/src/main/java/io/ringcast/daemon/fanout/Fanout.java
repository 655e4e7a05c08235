package io.ringcast.daemon.fanout;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.daemon.transport.LoopLoad;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** All listeners of the daemon: one {@link FanoutTick} for each event loop. Thread-safe; each tick belongs to its loop. */
public final class Fanout {

    /** At most one round of ending those who pin most in this time, so that what was freed is seen first. */
    private static final long PINNERS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long STOP_POLL_MILLIS = 20;

    private static final String STOPS = "the daemon stops";

    private final Map<EventExecutor, FanoutTick> ticks = new HashMap<>();
    private final LongSupplier nanos;
    private final Clock clock;
    private final Gate gate;
    private final FanoutObserver observer;
    private final AtomicLong ids = new AtomicLong();
    private final Set<Visit> visits = ConcurrentHashMap.newKeySet();
    private final AtomicLong pinnersEnded;

    private volatile boolean stopped;

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
        this.clock = clock;
        this.gate = gate;
        this.observer = observer;
        this.pinnersEnded = new AtomicLong(nanos.getAsLong() - PINNERS_NANOS);
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

    /**
     * Somebody comes for bytes with an end. Any thread.
     *
     * @return his visit, which the caller ends; empty when nobody is let in just now, which {@code onRefused} was told
     */
    public Optional<Visit> visit(ListenerRequest request, Consumer<Refusal> onRefused) {
        Optional<Refusal> refusal = stopped ? Optional.of(Refusal.SHUTDOWN) : gate.refusal();
        if (refusal.isPresent()) {
            onRefused.accept(refusal.get());
            observer.onRefused(request.account(), refusal.get());
            return Optional.empty();
        }
        Visit visit = new Visit(ids.incrementAndGet(), request, nanos, clock, this::onVisitEnded);
        visits.add(visit);
        if (stopped) {
            visit.end(EndReason.SHUTDOWN, STOPS);
        }
        return Optional.of(visit);
    }

    /** There is something for {@code visit}: from now on it is a listener. */
    public void begin(Visit visit) {
        long waited = visit.begin();
        if (waited >= 0) {
            observer.onJoined(visit.account(), waited);
        }
    }

    /** Somebody who came to an output was turned away before he was asked what he wants. Any thread. */
    public void refuse(OutputAccount account, Refusal reason) {
        observer.onRefused(account, reason);
    }

    /** There is nothing for {@code visit}, or no room for it: it ends without having been a listener. */
    public void refuse(Visit visit, Refusal reason) {
        observer.onRefused(visit.account(), reason);
        visit.end(EndReason.INTERNAL, "refused: " + reason.word());
    }

    private void onVisitEnded(Visit visit, boolean wasListener, EndReason reason, String detail) {
        visits.remove(visit);
        if (wasListener) {
            observer.onEnded(visit.record(reason, detail));
        }
    }

    /** All listeners that play now. */
    public CompletableFuture<List<ListenerSnapshot>> snapshots() {
        List<CompletableFuture<List<ListenerSnapshot>>> parts = new ArrayList<>();
        for (FanoutTick tick : ticks.values()) {
            parts.add(Census.of(tick));
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(all -> java.util.stream.Stream.concat(
                                parts.stream().flatMap(part -> part.join().stream()),
                                visits.stream().filter(Visit::isListener).map(Visit::snapshot))
                        .toList());
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

    /**
     * A stream broke off for good: refuses who waits for it, and cuts off who listens ({@link EndReason#ORIGIN_FAILED}). Any thread.
     *
     * @param detail why, for people
     */
    public void breakOff(Stream stream, String detail) {
        ticks.values().forEach(tick -> tick.loop().execute(() -> tick.breakOff(stream, detail)));
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
        stopped = true;
        List.copyOf(visits).forEach(visit -> visit.end(EndReason.SHUTDOWN, STOPS));
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
