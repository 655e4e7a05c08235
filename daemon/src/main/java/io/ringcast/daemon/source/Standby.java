package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import io.ringcast.protocol.container.Format;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The input beside the active one: it stands in before listeners notice that the active one is gone, or proves that a better one has come
 * back.
 *
 * <pre>
 *   active quiet for half of stall ─► STANDING_IN: connected, keeps its newest join point ─► taken when the active one is lost
 *                                                                                         └► closed when that gives bytes again
 *   active is not the best         ─► PROVING: the best that does not rest, really read ──► good for `prove` ─► takes over
 *                                                                                         └► lost: rests, longer each time
 * </pre>
 *
 * <p>Belongs to the source's event loop. At most one run is open beside the active one.
 */
final class Standby implements Lane.Keeper {

    /** Opens inputs and is told of one that may take over. */
    interface Owner {

        /** Opens an input beside the active one; {@code keeper} decides what comes of it. */
        Lane open(int input, Lane.Keeper keeper);

        /** {@code lane} has proven itself: it is not standing by any more. */
        void onProven(Lane lane);

        /** An input was lost while it stood by. */
        void onFailed(int input, InputFailure failure);

        /** What stands by has changed. */
        void onChanged();
    }

    private final EventLoop loop;
    private final Ticker ticker;
    private final InstantSource clock;
    private final Rotation rotation;
    private final Owner owner;

    private int active;
    private long proveNanos;
    private boolean seeking;
    private boolean activeQuiet;
    private @Nullable Lane lane;
    private @Nullable Future<?> timer;

    Standby(EventLoop loop, Ticker ticker, InstantSource clock, Rotation rotation, Owner owner) {
        this.loop = loop;
        this.ticker = ticker;
        this.clock = clock;
        this.rotation = rotation;
        this.owner = owner;
    }

    /** Index of the input that is connected beside the active one and delivers, or -1. */
    int streamingInput() {
        return lane != null && lane.streaming() ? lane.input() : SourceJournal.NO_INPUT;
    }

    /**
     * Input {@code input} is the active one and nothing is wrong with it.
     *
     * @param replaceable whether a better one may take over in the middle of it
     * @param prove how long a better one must be good before, nanoseconds
     */
    void onActive(int input, boolean replaceable, long prove) {
        close();
        active = input;
        proveNanos = prove;
        seeking = replaceable;
        seek();
    }

    /** The active one has become quiet, or gives bytes again. */
    void onActiveQuiet(boolean quiet) {
        activeQuiet = quiet;
        if (quiet && lane == null) {
            disarm();
            standIn();
        } else if (!quiet && lane != null && !proving(lane)) {
            drop();
            seek();
        }
    }

    /** Gives away what stands by, connected or about to be; null when nothing does. */
    @Nullable
    Lane take() {
        Lane taken = lane;
        lane = null;
        close();
        if (taken != null) {
            owner.onChanged();
        }
        return taken;
    }

    /** Nothing stands by any more. Idempotent. */
    void close() {
        disarm();
        seeking = false;
        activeQuiet = false;
        drop();
    }

    @Override
    public void onStreaming(Lane which) {
        which.streamsSince(ticker.nanoTime(), clock.instant());
        owner.onChanged();
        if (proving(which)) {
            arm(proveNanos, this::onProven);
        }
    }

    @Override
    public void onLost(Lane which, InputFailure failure) {
        rotation.onFailed(which.input(), failure, ticker.nanoTime());
        drop();
        owner.onFailed(which.input(), failure);
        goOn();
    }

    /** An item of no units; nothing else ends before it is released. */
    @Override
    public void onEnded(Lane which) {
        drop();
        goOn();
    }

    /** Good for a while means without a pause. */
    @Override
    public void onQuiet(Lane which, boolean quiet) {
        if (proving(which)) {
            disarm();
            if (!quiet) {
                arm(proveNanos, this::onProven);
            }
        }
    }

    @Override
    public boolean parksItems() {
        return false;
    }

    @Override
    public void onParked(Lane which) {
        throw new IllegalStateException("parked: " + which.input() + " (expected: not while it stands by)");
    }

    @Override
    public void onBytes(Lane which, int bytes) {
        // Nobody gets them yet.
    }

    @Override
    public void onFormat(Lane which, Format format, boolean byArrival) {
        // Whoever takes it over is told then.
    }

    @Override
    public void onUnits(Lane which, ByteBuf units) {
        // The reserve has them.
    }

    @Override
    public void onGarbage(Lane which, int bytes) {
        // Nor these.
    }

    @Override
    public void onHeldBack(Lane which, boolean held) {
        // An item whose beginning is kept.
    }

    private void goOn() {
        if (activeQuiet) {
            standIn();
        } else {
            seek();
        }
    }

    /** Looks for a better input than the active one, when the first of them has rested. */
    private void seek() {
        if (seeking && lane == null) {
            rotation.better(active, ticker.nanoTime())
                    .ifPresent(choice -> arm(choice.waitNanos(), () -> open(choice.input())));
        }
    }

    private void standIn() {
        Rotation.Choice choice = rotation.next(active, ticker.nanoTime());
        if (choice.input() != active) {
            arm(choice.waitNanos(), () -> open(choice.input()));
        }
    }

    private boolean proving(Lane which) {
        return seeking && which.input() < active;
    }

    private void open(int input) {
        Lane opened = owner.open(input, this);
        lane = opened;
        opened.start();
    }

    private void onProven() {
        Lane proven = lane;
        if (proven != null) {
            lane = null;
            rotation.onGood(proven.input());
            owner.onChanged();
            owner.onProven(proven);
        }
    }

    private void drop() {
        if (lane != null) {
            lane.close();
            lane = null;
            owner.onChanged();
        }
    }

    private void arm(long nanos, Runnable action) {
        disarm();
        timer = loop.schedule(
                () -> {
                    timer = null;
                    action.run();
                },
                nanos,
                TimeUnit.NANOSECONDS);
    }

    private void disarm() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
