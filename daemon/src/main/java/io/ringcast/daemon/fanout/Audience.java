package io.ringcast.daemon.fanout;

import io.netty.channel.EventLoop;
import io.ringcast.daemon.fanout.Listener.Place;
import io.ringcast.daemon.fanout.Listener.Turn;
import io.ringcast.daemon.ring.HoldBack;
import io.ringcast.daemon.ring.Parking;
import io.ringcast.daemon.ring.Ring;
import io.ringcast.daemon.stream.Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of one stream on one event loop, and when they are walked.
 *
 * <pre>
 *   published ──► woken ──► due?  wait for company, at most `latency` ──► walk ──► more? again : parked
 *                                                                          │
 *        walking ◄── channel writable again ── out ◄── channel full ───────┤
 *                                                                          └─► done, lapped: ended
 * </pre>
 *
 * <p>The wait before a walk follows from what the last walks cost: a walk may take an eighth of the time, so few listeners are written at
 * once and many in large pieces, never later than {@code latency} and never after {@link #KNEE_BYTES} have come together for each. A walk
 * goes on in slices of {@link #SLICE} listeners, so that the loop gets to its other work. All fields belong to the loop.
 */
final class Audience {

    /** Listeners walked before the loop may do something else. */
    private static final int SLICE = 256;

    /** Bytes at which waiting longer saves little: the knee of CPU over send size. */
    private static final long KNEE_BYTES = 32 * 1024;

    /** Share of the time that walks may take before bytes wait for company. */
    private static final int COST_FACTOR = 8;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Stream stream;
    private final Ring ring;
    private final EventLoop loop;
    private final LongSupplier clock;
    private final Enders enders;
    private final Parking parking;
    private final HoldBack hold;
    private final long latencyNanos;

    private final List<Listener> walking = new ArrayList<>();
    private final List<Listener> out = new ArrayList<>();
    private final List<Admission> waiting = new ArrayList<>();

    private boolean parked;
    private boolean scheduled;
    private boolean closed;
    private long seen;
    private int next;
    private long walkedNanos;
    private long walkStarted;
    private long walkCost;
    private boolean walkMore;
    private long bytesPerSecond;
    private long rateHead;
    private long rateNanos;

    /** What an audience needs of its tick. */
    interface Enders {
        void end(Listener listener, EndReason reason, String detail);

        void overran(long tookNanos);
    }

    Audience(Stream stream, EventLoop loop, LongSupplier clock, long latencyNanos, Enders enders) {
        this.stream = stream;
        this.ring = stream.ring();
        this.loop = loop;
        this.clock = clock;
        this.latencyNanos = latencyNanos;
        this.enders = enders;
        this.hold = ring.holdBack();
        this.parking = ring.parking(loop, this::onWoken);
        this.rateHead = ring.head();
        this.rateNanos = clock.getAsLong();
        this.walkedNanos = rateNanos - SECOND;
        schedule(0);
    }

    boolean isEmpty() {
        return walking.isEmpty() && out.isEmpty() && waiting.isEmpty();
    }

    /** Somebody is held until there is something to start with. */
    void await(Admission admission) {
        waiting.add(admission);
        if (admission.waits()) {
            holdFor(admission.arrivedAt());
        }
    }

    /** It is not held at the door any more, and holds nothing back. */
    void forget(Admission admission) {
        if (waiting.remove(admission) && admission.waits()) {
            holdLowest();
        }
    }

    /** It is about to be added as a listener, and what it holds back stays held until then. */
    void letIn(Admission admission) {
        waiting.remove(admission);
    }

    /**
     * Holds the writer from now on at the cursor of a listener that is about to be added, if it may. What the writer evicted meanwhile
     * shows in the ring's tail.
     */
    void holdFor(long offset) {
        hold.hold(Math.min(offset, hold.lowest()));
    }

    void add(Listener listener) {
        place(listener, Place.WALKING);
        serve(listener);
    }

    void remove(Listener listener) {
        place(listener, Place.ENDED);
        if (listener.waits()) {
            holdLowest();
        }
    }

    /** The channel of a listener takes bytes again. */
    void onWritable(Listener listener) {
        if (listener.place == Place.OUT) {
            place(listener, Place.WALKING);
            serve(listener);
        }
    }

    /** Once a second: what the walk does not see. */
    void lookThrough() {
        long now = clock.getAsLong();
        measureRate(now);
        for (Listener listener : List.copyOf(out)) {
            if (listener.lappedForGood()) {
                enders.end(listener, EndReason.LAPPED, "fell behind the tail of the ring while its peer took nothing");
            } else {
                settle(listener, now);
            }
        }
        for (Listener listener : List.copyOf(walking)) {
            settle(listener, now);
        }
    }

    void forEach(Consumer<Listener> action) {
        walking.forEach(action);
        out.forEach(action);
    }

    List<Listener> out() {
        return out;
    }

    List<Admission> waiting() {
        return waiting;
    }

    /** Nobody is left: the ring need not wake us any more. */
    void close() {
        closed = true;
        ring.remove(parking);
        ring.remove(hold);
    }

    // ---- when
    // ---------------------------------------------------------------------------------------------------------------------

    private void onWoken() {
        parked = false;
        long wait = walkedNanos + interval() - clock.getAsLong();
        if (wait <= 0) {
            walk();
        } else {
            schedule(wait);
        }
    }

    /** How long after the last walk the next one is due, nanoseconds. */
    private long interval() {
        long company = walkCost * COST_FACTOR;
        if (bytesPerSecond > 0) {
            company = Math.min(company, (long) (KNEE_BYTES * 1e9 / bytesPerSecond));
        }
        // A walk that takes longer than the budget leaves half of the time to everything else.
        return Math.max(Math.min(company, latencyNanos), walkCost > latencyNanos ? 2 * walkCost : 0);
    }

    private void schedule(long nanos) {
        if (scheduled || closed) {
            return;
        }
        scheduled = true;
        Runnable due = () -> {
            scheduled = false;
            walk();
        };
        if (nanos <= 0) {
            loop.execute(due);
        } else {
            loop.schedule(due, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void measureRate(long now) {
        long head = ring.head();
        bytesPerSecond = (long) ((head - rateHead) * 1e9 / Math.max(1, now - rateNanos));
        rateHead = head;
        rateNanos = now;
    }

    // ---- the walk
    // -----------------------------------------------------------------------------------------------------------------

    private void walk() {
        if (closed || scheduled) {
            return;
        }
        if (parked) {
            if (!parking.unpark()) {
                return;
            }
            parked = false;
        }
        if (next == 0) {
            walkStarted = clock.getAsLong();
            walkMore = false;
            seen = ring.changes();
            admitWaiting();
        }
        long head = ring.head();
        int until = next + SLICE;
        while (next < Math.min(until, walking.size())) {
            Listener listener = walking.get(next);
            Turn turn = serve(listener, head);
            walkMore |= turn == Turn.MORE;
            if (next < walking.size() && walking.get(next) == listener) {
                next++;
            } else {
                // It left and the last one took its place, which is one more look in this slice but no more listeners.
                until = Math.min(until, walking.size());
            }
        }
        if (next < walking.size()) {
            schedule(0);
            return;
        }
        next = 0;
        walked();
    }

    private void walked() {
        holdLowest();
        long now = clock.getAsLong();
        long took = now - walkStarted;
        walkCost = (3 * walkCost + took) / 4;
        walkedNanos = walkStarted;
        if (took > latencyNanos) {
            enders.overran(took);
        }
        if (walkMore) {
            schedule(0);
        } else {
            parked = true;
            if (!parking.park(seen)) {
                // Something came during the walk. Not at once: the loop has other work, and company may come too.
                parked = false;
                schedule(walkedNanos + interval() - now);
            }
        }
    }

    /** A turn for one listener outside the walk: it has just come, or its channel has become writable. */
    private void serve(Listener listener) {
        Turn turn = serve(listener, ring.head());
        if (turn == Turn.MORE) {
            schedule(0);
        } else if (listener.waits()) {
            holdLowest();
        }
    }

    private Turn serve(Listener listener, long head) {
        Turn turn;
        try {
            turn = listener.turn(head);
        } catch (RuntimeException e) {
            // Nobody else must wait because of it.
            enders.end(listener, EndReason.INTERNAL, e.toString());
            return Turn.LEVEL;
        }
        switch (turn) {
            case FULL -> place(listener, Place.OUT);
            case DONE -> enders.end(listener, EndReason.SOURCE_ENDED, "got the last byte of the source");
            case LAPPED ->
                enders.end(
                        listener,
                        EndReason.LAPPED,
                        "fell behind the tail of the ring; its policy or a finite item forbids a skip");
            case LEVEL, MORE -> {}
        }
        return turn;
    }

    private void admitWaiting() {
        if (!waiting.isEmpty()) {
            for (Admission admission : List.copyOf(waiting)) {
                admission.tryStart();
            }
        }
    }

    private void settle(Listener listener, long now) {
        long idle = listener.settle(now);
        long limit = listener.request.terms().waitLimit().toNanos();
        if (listener.waits() && idle > limit && listener.place == Place.OUT) {
            enders.end(
                    listener,
                    EndReason.WAIT_LIMIT,
                    "held the source back and took nothing for " + idle / SECOND + " s");
        }
    }

    private void holdLowest() {
        long lowest = HoldBack.NOTHING;
        boolean anybody = false;
        for (Listener listener : walking) {
            if (listener.waits()) {
                lowest = Math.min(lowest, listener.cursor());
                anybody = true;
            }
        }
        for (Listener listener : out) {
            if (listener.waits()) {
                lowest = Math.min(lowest, listener.cursor());
                anybody = true;
            }
        }
        for (Admission admission : waiting) {
            if (admission.waits()) {
                lowest = Math.min(lowest, admission.arrivedAt());
                anybody = true;
            }
        }
        if (anybody || hold.lowest() != HoldBack.NOTHING) {
            hold.hold(lowest);
        }
    }

    // ---- places: a swap with the last one, so that leaving costs the same however many there are
    // ------------------------------------

    private void place(Listener listener, Place to) {
        if (listener.index >= 0) {
            // Whoever takes a place that the walk has passed has not had its turn.
            walkMore |= listener.place == Place.WALKING && listener.index < next;
            List<Listener> from = listener.place == Place.WALKING ? walking : out;
            Listener last = from.remove(from.size() - 1);
            if (last != listener) {
                from.set(listener.index, last);
                last.index = listener.index;
            }
        }
        listener.place = to;
        listener.index = -1;
        @Nullable List<Listener> list = to == Place.WALKING ? walking : to == Place.OUT ? out : null;
        if (list != null) {
            listener.index = list.size();
            list.add(listener);
        }
    }

    @Override
    public String toString() {
        return "Audience[" + stream.name() + ", " + walking.size() + " walking, " + out.size() + " out]";
    }
}
