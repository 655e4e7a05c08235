package io.ringcast.daemon.fanout;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.ringcast.daemon.stream.Start;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.daemon.transport.LoopLoad;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that listens on one event loop: an {@link Audience} for each stream, a look through all of them once a second, and how
 * listeners end.
 *
 * <pre>
 *   event loop 1: FanoutTick ─┬─ Audience(news)  ─ Listener, Listener, …       event loop 2: FanoutTick ─┬─ Audience(news) ─ …
 *                             └─ Audience(radio) ─ Listener, …                                           └─ …
 * </pre>
 *
 * <p>All of it belongs to its loop; nothing here is shared with another one.
 */
final class FanoutTick implements Audience.Enders {

    /** How long a listener that gets a clean end may take to read what is queued for it. */
    private static final long FINISH_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final EventLoop loop;
    private final Arrivals arrivals;
    private final LoopMeter meter;
    private final LongSupplier nanos;
    private final Clock clock;
    private final AtomicLong ids;
    private final FanoutObserver observer;
    private final Fanout.Gate gate;
    private final Map<Stream, Audience> audiences = new HashMap<>();
    private final Map<Listener, Ending> endings = new HashMap<>();
    private final PeerWatch watch;

    private final Stretch stretch;

    private boolean stopped;

    private record Ending(EndReason reason, String detail, EndDiagnosis diagnosis) {

        Ending(EndReason reason, String detail) {
            this(reason, detail, EndDiagnosis.NONE);
        }

        Ending because(EndDiagnosis of) {
            return new Ending(reason, detail, of);
        }
    }

    private record Pinner(Listener listener, long bytes) {}

    private static final Ending END_NOT_TAKEN =
            new Ending(EndReason.PEER_TIMEOUT, "the source ended, and the peer did not take the last bytes in time");

    /** A peer that goes by itself was behind only if it was by so much. */
    private static final long BEHIND_NANOS = TimeUnit.SECONDS.toNanos(2);

    FanoutTick(
            EventLoop loop,
            LoopLoad load,
            LongSupplier nanos,
            Clock clock,
            AtomicLong ids,
            Fanout.Gate gate,
            FanoutObserver observer) {
        this.loop = loop;
        this.arrivals = new Arrivals(loop, nanos);
        this.meter = new LoopMeter(load, nanos.getAsLong());
        this.nanos = nanos;
        this.clock = clock;
        this.ids = ids;
        this.gate = gate;
        this.observer = observer;
        this.stretch = new Stretch(nanos.getAsLong());
        this.watch = new PeerWatch(nanos());
        loop.scheduleWithFixedDelay(this::lookThrough, 1, 1, TimeUnit.SECONDS);
    }

    EventLoop loop() {
        return loop;
    }

    long nanos() {
        return nanos.getAsLong();
    }

    /** Somebody comes in as soon as the loop has time for it. */
    void arrive(Admission admission) {
        assert loop.inEventLoop();
        arrivals.come(admission);
    }

    /** Why nobody is let in just now. */
    Optional<Refusal> refusal() {
        return stopped ? Optional.of(Refusal.SHUTDOWN) : gate.refusal();
    }

    Audience audience(ListenerRequest request) {
        assert loop.inEventLoop();
        return audiences.computeIfAbsent(
                request.stream(),
                stream -> new Audience(
                        stream, loop, nanos, new Tempo(request.terms().latency().toNanos(), stretch), this));
    }

    /** The time of day. */
    Instant now() {
        return clock.instant();
    }

    ScheduledFuture<?> schedule(Runnable task, long delayNanos) {
        return loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    }

    Listener listener(ListenerRequest request, ListenerChannel channel, Start start) {
        return new Listener(ids.incrementAndGet(), request, channel, start, clock.instant(), nanos());
    }

    void onJoined(OutputAccount account, long waitedNanos) {
        account.joined();
        observer.onJoined(account, waitedNanos);
    }

    void onRefused(OutputAccount account, Refusal reason) {
        observer.onRefused(account, reason);
    }

    @Override
    public void overran(long waitedNanos) {
        watch.overran(nanos(), waitedNanos);
        observer.onOverrun(waitedNanos);
    }

    /** Ends a listener for our own reasons; the record is written when its channel has closed. */
    @Override
    public void end(Listener listener, EndReason reason, String detail) {
        if (listener.place == Listener.Place.ENDED) {
            return;
        }
        long now = nanos();
        watch.examine(listener, now);
        EndDiagnosis diagnosis = isForBeingSlow(reason) ? watch.diagnose(listener, now) : EndDiagnosis.NONE;
        leave(listener);
        endings.put(listener, new Ending(reason, detail, diagnosis));
        if (reason == EndReason.SOURCE_ENDED) {
            listener.channel.finish(finishNanos(listener));
        } else if (reason == EndReason.SHUTDOWN || reason == EndReason.EPOCH_ENDED) {
            listener.channel.leave(FINISH_NANOS);
        } else {
            listener.channel.reset();
        }
    }

    /** The channel of a listener is about to close for an error: the last moment at which anything can be asked about it. */
    void onFailing(Listener listener) {
        watch.examine(listener, nanos());
    }

    /** The channel of a listener has closed: writes its record. */
    void onClosed(Listener listener, @Nullable Throwable cause) {
        long now = nanos();
        long stalled = listener.settle(now);
        Ending ending = endings.remove(listener);
        if (ending == null) {
            ending = ending(cause);
            boolean behind = listener.behind() > 0 && listener.lagNanos() >= BEHIND_NANOS;
            boolean slow = isForBeingSlow(ending.reason) || (behind && ending.reason != EndReason.INTERNAL);
            ending = slow ? ending.because(watch.diagnose(listener, now)) : ending;
            leave(listener);
        } else if (ending.reason == EndReason.SOURCE_ENDED && listener.undelivered() > 0) {
            listener.history.stalled(stalled);
            ending = (cause != null ? ending(cause) : END_NOT_TAKEN).because(watch.diagnose(listener, now));
        }
        listener.request.account().left();
        String why = ending.diagnosis.text();
        observer.onEnded(new ListenerEnd(
                listener.snapshot(now),
                clock.instant(),
                ending.reason,
                ending.diagnosis.side(),
                why.isEmpty() ? ending.detail : ending.detail + ": " + why));
    }

    /** Everybody who listens just now. */
    List<Listener> listeners() {
        List<Listener> all = new ArrayList<>();
        audiences.values().forEach(audience -> audience.forEach(all::add));
        return all;
    }

    /** What a listener is at this moment; empty when it has ended. */
    Optional<ListenerSnapshot> snapshot(Listener listener) {
        if (listener.place == Listener.Place.ENDED) {
            return Optional.empty();
        }
        long now = nanos();
        watch.examine(listener, now);
        return Optional.of(listener.snapshot(now));
    }

    /** A stream broke off for good: refuses who waits for it, and cuts off who listens, so that nobody takes it for the end. */
    void breakOff(Stream stream, String detail) {
        assert loop.inEventLoop();
        Audience audience = audiences.get(stream);
        if (audience != null) {
            List.copyOf(audience.waiting()).forEach(admission -> admission.refuseNow(Refusal.ORIGIN_FAILED));
            List<Listener> all = new ArrayList<>();
            audience.forEach(all::add);
            all.forEach(listener -> end(listener, EndReason.ORIGIN_FAILED, detail));
        }
    }

    /** Lets nobody in any more and gives everybody a clean end. */
    void stop() {
        stopped = true;
        arrivals.hurry();
        for (Audience audience : List.copyOf(audiences.values())) {
            List.copyOf(audience.waiting()).forEach(admission -> admission.refuseNow(Refusal.SHUTDOWN));
            List<Listener> all = new ArrayList<>();
            audience.forEach(all::add);
            all.forEach(listener -> end(listener, EndReason.SHUTDOWN, "the daemon stops"));
        }
    }

    /** Resets whoever has not read its end. Returns how many. */
    int abort() {
        List<Listener> left = List.copyOf(endings.keySet());
        left.forEach(listener -> listener.channel.reset());
        return left.size();
    }

    /** Whether somebody is still here. */
    boolean isEmpty() {
        return endings.isEmpty()
                && arrivals.isEmpty()
                && audiences.values().stream().allMatch(Audience::isEmpty);
    }

    /**
     * Ends those that keep most memory from going back to the pool: an eighth of those that keep any, at least one. What a listener has
     * queued costs nothing as long as the ring holds it too, so nobody who keeps up is among them. Returns how many.
     */
    int endPinners() {
        List<Pinner> pinners = new ArrayList<>();
        for (Audience audience : audiences.values()) {
            for (Listener listener : audience.out()) {
                long bytes = listener.pinnedBytes();
                if (bytes > 0) {
                    pinners.add(new Pinner(listener, bytes));
                }
            }
        }
        pinners.sort(Comparator.comparingLong(Pinner::bytes).reversed());
        List<Pinner> most = pinners.subList(0, Math.min(pinners.size(), Math.max(1, pinners.size() / 8)));
        most.forEach(pinner -> end(
                pinner.listener,
                EndReason.MEMORY,
                "memory was short and it kept " + pinner.bytes + " bytes that the ring had given up"));
        return most.size();
    }

    private static long finishNanos(Listener listener) {
        return listener.waits()
                ? Math.max(FINISH_NANOS, listener.request.terms().waitLimit().toNanos())
                : FINISH_NANOS;
    }

    private void leave(Listener listener) {
        Audience audience = audiences.get(listener.request.stream());
        if (audience != null) {
            audience.remove(listener);
        }
    }

    private void lookThrough() {
        watch.begin(nanos());
        int before = stretch.factor();
        double share = stretch.decide(nanos());
        if (stretch.factor() != before) {
            observer.onStretched(stretch.factor(), share);
        }
        for (Audience audience : List.copyOf(audiences.values())) {
            audience.lookThrough();
            long now = nanos();
            OptionalLong sourceRate = watch.source(audience.stream(), now);
            audience.forEach(listener -> {
                long lag = listener.lagNanos();
                observer.onLag(listener.request.account(), lag);
                watch.look(listener, lag, sourceRate, now);
                meter.look(listener);
            });
            if (audience.isEmpty()) {
                audiences.values().remove(audience);
                watch.forget(audience.stream());
                audience.close();
            }
        }
        meter.tell(nanos());
        watch.vanished()
                .forEach(listener -> end(listener, EndReason.PEER_TIMEOUT, "the peer does not answer any more"));
    }

    /** Whether a listener ends for this reason because it was too slow, whatever made it so. */
    private static boolean isForBeingSlow(EndReason reason) {
        return switch (reason) {
            case LAPPED, WAIT_LIMIT, MEMORY, PEER_TIMEOUT -> true;
            case PEER_CLOSED,
                    PEER_RESET,
                    SOURCE_ENDED,
                    ORIGIN_FAILED,
                    EPOCH_ENDED,
                    COMPLETE,
                    IDLE,
                    EXPIRED,
                    KICKED,
                    SHUTDOWN,
                    INTERNAL -> false;
        };
    }

    private static Ending ending(@Nullable Throwable cause) {
        String message = cause == null ? "" : String.valueOf(cause.getMessage());
        if (cause == null || message.contains("Broken pipe")) {
            return new Ending(EndReason.PEER_CLOSED, "the peer closed its connection");
        } else if (message.contains("timed out")) {
            return new Ending(EndReason.PEER_TIMEOUT, "the peer took nothing until the kernel gave up");
        } else if (cause instanceof java.io.IOException) {
            return new Ending(EndReason.PEER_RESET, "the peer's connection was reset");
        }
        return new Ending(EndReason.INTERNAL, cause.toString());
    }
}
