package io.ringcast.daemon.source;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Ticker;
import java.time.InstantSource;
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
 *   chosen by hand               ─► CHOSEN: connected, however it did before ──────────────► takes over when it delivers
 *                                                                                         └► lost: rests; the active one stays
 * </pre>
 *
 * <p>What shares an account with the active input that is too small for both never stands by: it is connected when that is lost, and
 * proves itself by an exchange, in the place of the active one.
 *
 * <p>Belongs to the source's event loop. At most one run is open beside the active one.
 */
final class Standby implements Lane.Keeper {

    /** Opens inputs and is told of one that may take over. */
    interface Owner {

        /** Opens an input beside the active one; {@code keeper} decides what comes of it. */
        Lane open(int input, Lane.Keeper keeper);

        /** Whether {@code input} may be connected beside the active one: its account may be too small for both. */
        boolean mayOpen(int input);

        /** {@code input} is better and cannot prove itself beside the active one: it is tried in its place. */
        void exchange(int input);

        /** {@code lane} has proven itself: it is not standing by any more. */
        void onProven(Lane lane);

        /** {@code lane}, which was chosen by hand, delivers: it is not standing by any more. */
        void onChosen(Lane lane);

        /** An input ended without a single unit while it stood by. */
        void onEmpty(int input);

        /** An input was lost while it stood by. */
        void onFailed(int input, InputFailure failure);

        /** What stands by has changed. */
        void onChanged();
    }

    /**
     * The input that feeds the stream.
     *
     * @param input its index
     * @param standInBehind whoever stands in for it is looked for behind this one, in the circle
     * @param replaceable whether a better one may take over in the middle of it
     * @param proveNanos how long a better one must be good before
     * @param returnNanos the moment before which none does, however good: one that has just taken over is left alone
     */
    record Post(int input, int standInBehind, boolean replaceable, long proveNanos, long returnNanos) {}

    private final Ticker ticker;
    private final InstantSource clock;
    private final Rotation rotation;
    private final Owner owner;
    private final Rest rest;

    private Post post = new Post(0, 0, false, 0, 0);
    private int chosen = SourceJournal.NO_INPUT;
    private boolean seeking;
    private boolean activeQuiet;
    private @Nullable Lane lane;

    Standby(EventLoop loop, Ticker ticker, InstantSource clock, Rotation rotation, Owner owner) {
        this.ticker = ticker;
        this.clock = clock;
        this.rotation = rotation;
        this.owner = owner;
        this.rest = new Rest(loop);
    }

    /** Index of the input that is connected beside the active one and delivers, or -1. */
    int streamingInput() {
        return lane != null && lane.streaming() ? lane.input() : SourceJournal.NO_INPUT;
    }

    /** Nothing is wrong with the active input. */
    void onActive(Post next) {
        close();
        post = next;
        seeking = next.replaceable();
        seek();
    }

    /** {@code input} is to take over as soon as it delivers; whatever else stands by is closed. */
    void choose(int input) {
        chosen = input;
        rest.cancel();
        Lane there = lane;
        if (there == null || there.input() != input) {
            drop();
            open(input);
        } else if (there.streaming()) {
            rest.begin(0, this::onChosen);
        }
    }

    /** The active one stays: nothing takes over while it is well, and whoever stands in is looked for behind {@code previous}. */
    void settle(int previous) {
        post = new Post(post.input(), previous, false, 0, 0);
        seeking = false;
        chosen = SourceJournal.NO_INPUT;
        rest.cancel();
        drop();
        goOn();
    }

    /** The active one has become quiet, or gives bytes again. */
    void onActiveQuiet(boolean quiet) {
        activeQuiet = quiet;
        if (quiet && lane == null) {
            rest.cancel();
            standIn();
        } else if (!quiet && lane != null && !proving(lane) && !isChosen(lane)) {
            drop();
            seek();
        }
    }

    /** An input that rested need not any more. */
    void onReady() {
        if (lane == null) {
            rest.cancel();
            goOn();
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
        rest.cancel();
        seeking = false;
        activeQuiet = false;
        chosen = SourceJournal.NO_INPUT;
        drop();
    }

    @Override
    public void onStreaming(Lane which) {
        which.streamsSince(ticker.nanoTime(), clock.instant());
        owner.onChanged();
        if (isChosen(which)) {
            // Not within a callback of its run.
            rest.begin(0, this::onChosen);
        } else if (proving(which)) {
            prove(which);
        }
    }

    @Override
    public void onLost(Lane which, InputFailure failure) {
        rotation.onFailed(which.input(), failure, ticker.nanoTime());
        chosen = SourceJournal.NO_INPUT;
        drop();
        owner.onFailed(which.input(), failure);
        goOn();
    }

    /** An item of no units; nothing else ends before it is released. */
    @Override
    public void onEnded(Lane which) {
        chosen = SourceJournal.NO_INPUT;
        drop();
        owner.onEmpty(which.input());
        goOn();
    }

    /** Good for a while means without a pause. */
    @Override
    public void onQuiet(Lane which, boolean quiet) {
        if (proving(which) && !isChosen(which)) {
            rest.cancel();
            if (!quiet) {
                prove(which);
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
    public Lane.Books books() {
        return Lane.Books.NONE;
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
            rotation.better(post.input(), ticker.nanoTime()).ifPresent(this::seek);
        }
    }

    /** One that shares an account with the active one is tried in its place, when that has been good for as long as proves an input. */
    private void seek(Rotation.Choice better) {
        if (owner.mayOpen(better.input())) {
            rest.begin(better.waitNanos(), () -> open(better.input()));
        } else {
            long untilReturn = post.returnNanos() + post.proveNanos() - ticker.nanoTime();
            rest.begin(Math.max(better.waitNanos(), untilReturn), () -> exchange(better.input()));
        }
    }

    private void exchange(int input) {
        if (owner.mayOpen(input)) {
            open(input);
        } else {
            owner.exchange(input);
        }
    }

    private void standIn() {
        rotation.beside(post.input(), post.standInBehind(), owner::mayOpen, ticker.nanoTime())
                .ifPresent(choice -> rest.begin(choice.waitNanos(), () -> open(choice.input())));
    }

    private boolean proving(Lane which) {
        return seeking && which.input() < post.input();
    }

    private boolean isChosen(Lane which) {
        return which.input() == chosen;
    }

    private void open(int input) {
        Lane opened = owner.open(input, this);
        lane = opened;
        opened.start();
    }

    private void prove(Lane which) {
        long untilReturn = post.returnNanos() - ticker.nanoTime();
        long needed = Math.max(post.proveNanos(), which.chain().provingNanos());
        rest.begin(Math.max(needed, untilReturn), this::onProven);
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

    private void onChosen() {
        Lane ready = lane;
        if (ready != null) {
            lane = null;
            chosen = SourceJournal.NO_INPUT;
            owner.onChanged();
            owner.onChosen(ready);
        }
    }

    private void drop() {
        if (lane != null) {
            lane.close();
            lane = null;
            owner.onChanged();
        }
    }
}
