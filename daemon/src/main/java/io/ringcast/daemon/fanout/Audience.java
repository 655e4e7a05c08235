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
 * The listeners of one stream on one event loop, and the walk over them.
 *
 * <pre>
 *   published ──► woken ──► due?  wait for company as {@link Tempo} says ──► walk ──► more? again : parked
 *                                                                              │
 *        walking ◄── channel writable again ── out ◄── channel full ───────────┤
 *                                                                              └─► done, lapped: ended
 * </pre>
 *
 * <p>A walk goes on in slices of {@link #SLICE_NANOS}, so that the loop gets to its other work. Those that keep up stand at one cursor:
 * they are given the same {@link Batch}, which is held only within a slice. All fields belong to the loop.
 */
final class Audience {

    /** How long a walk goes on before the loop may do something else. */
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Listeners between two looks at the clock. */
    private static final int CLOCK_EVERY = 32;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Later than now: what is due at once still comes after the loop has looked at its sockets. */
    private static final long AT_ONCE = 1;

    private final Stream stream;
    private final Ring ring;
    private final EventLoop loop;
    private final LongSupplier clock;
    private final Tempo tempo;
    private final Enders enders;
    private final Parking parking;
    private final HoldBack hold;
    private final Batch batch;
    private final Runnable due = this::onDue;

    private final List<Listener> walking = new ArrayList<>();
    private final List<Listener> out = new ArrayList<>();
    private final List<Admission> waiting = new ArrayList<>();

    private boolean parked;
    private boolean scheduled;
    private boolean closed;
    private long seen;
    private int next;
    private long oldest;
    private long fresh;
    private long walkStarted;
    private long walkTook;
    private int walkSends;
    private boolean walkMore;
    private int holders;
    private int depth;

    /** What an audience needs of its tick. */
    interface Enders {
        void end(Listener listener, EndReason reason, String detail);

        void overran(long waitedNanos);
    }

    Audience(Stream stream, EventLoop loop, LongSupplier clock, Tempo tempo, Enders enders) {
        this.stream = stream;
        this.ring = stream.ring();
        this.loop = loop;
        this.clock = clock;
        this.tempo = tempo;
        this.enders = enders;
        this.hold = ring.holdBack();
        this.parking = ring.parking(loop, this::onWoken);
        this.batch = new Batch(ring);
        this.oldest = clock.getAsLong();
        followRate();
        schedule(0);
    }

    Stream stream() {
        return stream;
    }

    boolean isEmpty() {
        return walking.isEmpty() && out.isEmpty() && waiting.isEmpty();
    }

    /** Somebody is held until there is something to start with. */
    void await(Admission admission) {
        waiting.add(admission);
        if (admission.waits()) {
            holdFor(admission.holdsFrom());
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
        if (listener.waits()) {
            holders++;
        }
        listener.channel.depth(depth);
        place(listener, Place.WALKING);
        serve(listener);
    }

    void remove(Listener listener) {
        if (listener.place != Place.ENDED) {
            place(listener, Place.ENDED);
            if (listener.waits()) {
                holders--;
                holdLowest();
            }
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
        followRate();
        // From the last one on: whoever ends is replaced by one that has been looked at.
        for (int i = out.size() - 1; i >= 0; i--) {
            Listener listener = out.get(i);
            if (listener.lappedForGood()) {
                enders.end(listener, EndReason.LAPPED, "fell behind the tail of the ring while its peer took nothing");
            } else {
                settle(listener, now);
            }
        }
        for (int i = walking.size() - 1; i >= 0; i--) {
            settle(walking.get(i), now);
        }
        if (!waiting.isEmpty() && ring.isHeldBack()) {
            waiting.forEach(Admission::letGo);
            holdLowest();
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
        batch.close();
    }

    private void onWoken() {
        parked = false;
        oldest = clock.getAsLong();
        long wait = tempo.patience();
        if (wait <= 0) {
            walk();
        } else {
            schedule(wait);
        }
    }

    private void onDue() {
        scheduled = false;
        walk();
    }

    private void schedule(long nanos) {
        if (!scheduled && !closed) {
            scheduled = true;
            loop.schedule(due, Math.max(AT_ONCE, nanos), TimeUnit.NANOSECONDS);
        }
    }

    private void followRate() {
        long rate = stream.bytesPerSecond();
        tempo.rate(rate);
        if (tempo.depth() != depth) {
            depth = tempo.depth();
            forEach(listener -> listener.channel.depth(depth));
        }
    }

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
        long started = clock.getAsLong();
        if (next == 0) {
            walkStarted = started;
            walkTook = 0;
            walkSends = 0;
            walkMore = false;
            fresh = 0;
            seen = ring.changes();
            admitWaiting();
        } else if (fresh == 0 && ring.changes() != seen) {
            fresh = started;
        }
        boolean over = slice(ring.head(), started + SLICE_NANOS);
        batch.release();
        long now = clock.getAsLong();
        walkTook += now - started;
        if (over) {
            next = 0;
            walked(now);
        } else {
            schedule(AT_ONCE);
        }
    }

    /** Walks on until {@code deadline}. Returns whether everybody has had its turn. */
    private boolean slice(long head, long deadline) {
        int look = CLOCK_EVERY;
        while (next < walking.size()) {
            Listener listener = walking.get(next);
            long cursor = listener.cursor();
            Turn turn = serve(listener, head);
            walkMore |= turn == Turn.MORE;
            walkSends += listener.cursor() == cursor ? 0 : 1;
            if (next < walking.size() && walking.get(next) == listener) {
                next++;
            }
            if (--look == 0) {
                if (clock.getAsLong() - deadline > 0) {
                    return next >= walking.size();
                }
                look = CLOCK_EVERY;
            }
        }
        return true;
    }

    private void walked(long now) {
        holdLowest();
        if (tempo.walked(walkTook, walkSends, now - oldest)) {
            enders.overran(now - oldest);
        }
        if (walkMore) {
            oldest = walkStarted;
            schedule(AT_ONCE);
        } else {
            parked = true;
            if (!parking.park(seen)) {
                // Something came during the walk. Not at once: the loop has other work, and company may come too.
                parked = false;
                oldest = fresh == 0 ? now : fresh;
                schedule(oldest + tempo.patience() - now);
            }
        }
    }

    /** A turn for one listener outside the walk: it has just come, or its channel has become writable. */
    private void serve(Listener listener) {
        Turn turn = serve(listener, ring.head());
        batch.release();
        if (turn == Turn.MORE) {
            schedule(AT_ONCE);
        } else if (listener.waits()) {
            holdLowest();
        }
    }

    private Turn serve(Listener listener, long head) {
        Turn turn;
        try {
            turn = listener.turn(batch, head);
        } catch (RuntimeException e) {
            // Nobody else must wait because of it.
            enders.end(listener, EndReason.INTERNAL, e.toString());
            return Turn.LEVEL;
        }
        switch (turn) {
            case FULL -> place(listener, Place.OUT);
            case DONE -> enders.end(listener, EndReason.SOURCE_ENDED, "got the last byte of the source");
            case CHANGED ->
                enders.end(
                        listener,
                        EndReason.EPOCH_ENDED,
                        "counts the offsets of one epoch, and got its last byte; another one follows");
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
        if (holders == 0 && waiting.isEmpty() && hold.lowest() == HoldBack.NOTHING) {
            return;
        }
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
                lowest = Math.min(lowest, admission.holdsFrom());
                anybody = true;
            }
        }
        if (anybody || hold.lowest() != HoldBack.NOTHING) {
            hold.hold(lowest);
        }
    }

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
