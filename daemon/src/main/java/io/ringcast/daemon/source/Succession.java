package io.ringcast.daemon.source;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.config.AtEnd;
import io.ringcast.daemon.source.SourceState.BackingOff;
import io.ringcast.daemon.source.SourceState.Connecting;
import io.ringcast.daemon.source.SourceState.Ended;
import io.ringcast.daemon.source.SourceState.Streaming;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which input feeds the stream, and what follows it: the next one when it is lost, a rest when all are, the fallback meanwhile, and what
 * {@code at-end} says when it ends.
 *
 * <pre>
 *   connectNext ─► [rest] ─► connect ─► active ── lost ──► resume it │ what stands by │ connectNext
 *                                         ▲   └── end ──► next in order │ end │ again │ hold
 *                 Standby: proven ────────┘
 * </pre>
 *
 * <p>One run is active, and at most one other is open beside it ({@link Standby}). Belongs to the source's event loop.
 */
final class Succession {

    /** What it leaves to the supervisor. */
    interface Owner {

        /** Whether an item is to wait for a listener. */
        boolean parksItems();

        /** The active input was an item, and waits for a listener. */
        void onParked();
    }

    /** Opens the runs of each input, given its number. */
    interface Runs extends IntFunction<BiFunction<Outlet, RunOwner, RunChain>> {}

    private static final InputFailure TOO_LATE = InputFailure.passing(
            InputFailure.Reason.STALLED,
            "no bytes for 5 s in the place of a good input (expected: some; the account allows no second connection)");

    /** How long an input that is tried in the place of a good one may take until it delivers. */
    private static final long EXCHANGE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final SourceSettings settings;
    private final int inputs;
    private final boolean hasFallback;
    private final Runs runs;
    private final IntFunction<Optional<Places>> places;
    private final EventLoop loop;
    private final Ticker ticker;
    private final InstantSource clock;
    private final Rotation rotation;
    private final Resumption resumption;
    private final Pacer pacer;
    private final SourceJournal journal;
    private final Lane.Books books;
    private final Owner owner;
    private final Lane.Keeper keeper = new ActiveKeeper();
    private final ManualSwitch manual = new ManualSwitch();
    private final Relapses relapses;
    private final Standby standby;
    private final Rest rest;
    private final Rest exchange;

    private @Nullable Lane active;
    private int input;
    private String switchReason = "";

    /**
     * @param inputs how many take turns; the fallback, if there is one, is numbered behind them
     * @param places the connections that the account of each input may have
     * @param books of the active input
     */
    Succession(
            SourceSettings settings,
            int inputs,
            boolean hasFallback,
            Runs runs,
            IntFunction<Optional<Places>> places,
            EventLoop loop,
            Ticker ticker,
            InstantSource clock,
            Rotation rotation,
            Pacer pacer,
            SourceJournal journal,
            Lane.Books books,
            Owner owner) {
        this.settings = settings;
        this.inputs = inputs;
        this.hasFallback = hasFallback;
        this.runs = runs;
        this.places = places;
        this.loop = loop;
        this.ticker = ticker;
        this.clock = clock;
        this.rotation = rotation;
        this.resumption = new Resumption(rotation, inputs == 1, settings.good());
        this.pacer = pacer;
        this.journal = journal;
        this.books = books;
        this.owner = owner;
        this.standby = new Standby(loop, ticker, clock, rotation, new StandbyOwner());
        this.relapses = new Relapses(rotation, journal, settings.prove());
        this.rest = new Rest(loop);
        this.exchange = new Rest(loop);
    }

    /** Whether a run is open that feeds the stream. */
    boolean running() {
        return active != null;
    }

    /** Begins with the first input that does not rest. */
    void connectFirst() {
        connectNext(inputs - 1);
    }

    /** Somebody is there for input {@code ready}, which waits for others: it need not rest, and stands by or plays if it may. */
    void onReady(int ready) {
        rotation.onReady(ready);
        if (active == null) {
            rest.cancel();
            connect(ready);
        } else {
            standby.onReady();
        }
    }

    /** {@code next} is to feed the stream as soon as it delivers, and to stay; {@code outcome} is told what comes of it. */
    void switchTo(int next, Promise<SwitchOutcome> outcome) {
        int all = hasFallback ? inputs + 1 : inputs;
        if (next < 0 || next >= all) {
            outcome.trySuccess(new SwitchOutcome.NoSuchInput(all));
            return;
        }
        manual.ask(next, outcome);
        Lane now = active;
        if (now == null) {
            rest.cancel();
            switchReason = ManualSwitch.REASON;
            connect(next);
        } else if (now.input() == next) {
            stayWith(now);
        } else if (mayOpenBeside(next)) {
            standby.choose(next);
        } else {
            changeTo(next, ManualSwitch.REASON);
        }
    }

    /** Whether the account of {@code next} has a place while the active input has its own. */
    private boolean mayOpenBeside(int next) {
        Optional<Places> wanted = places.apply(next);
        return wanted.isEmpty()
                || active == null
                || wanted.get().isFree()
                || !wanted.equals(places.apply(active.input()));
    }

    /** Closes the active input first, because {@code next} needs its place. */
    private void changeTo(int next, String reason) {
        exchange.cancel();
        rest.cancel();
        standby.close();
        if (active != null) {
            active.abandon();
            active = null;
        }
        switchReason = reason;
        connect(next);
    }

    private void stayWith(Lane now) {
        if (now.streaming()) {
            manual.onActiveAlready(now.input());
        } else if (rest.isPending()) {
            rest.cancel();
            attempt(now);
        }
        standby.settle(inputs - 1);
    }

    /** Closes the runs, if any, and forgets what waits. */
    void halt() {
        manual.forget();
        exchange.cancel();
        rest.cancel();
        standby.close();
        if (active != null) {
            active.close();
            active = null;
        }
        pacer.clear();
        journal.deactivate();
    }

    /** Goes on to the input behind {@code previous} that may be tried soonest; while all rest, to what keeps players alive. */
    private void connectNext(int previous) {
        long now = ticker.nanoTime();
        Rotation.Choice choice = rotation.next(previous, now);
        if (choice.waitNanos() > 0 && hasFallback && pacer.hasBegun() && rotation.waitNanos(fallback(), now) == 0) {
            connect(fallback());
        } else {
            connectLater(choice.input(), choice.waitNanos());
        }
    }

    private void connectLater(int next, long waitNanos) {
        input = next;
        later(waitNanos, () -> connect(next));
    }

    private void connect(int next) {
        assert loop.inEventLoop() && active == null;
        input = next;
        Lane opened = open(next, keeper, null);
        active = opened;
        if (next == fallback()) {
            standby.onActive(new Standby.Post(next, next, !manual.holds(next), 0, 0));
        }
        attempt(opened);
    }

    private Lane open(int next, Lane.Keeper whose, @Nullable Reserve reserve) {
        return new Lane(next, ticker.nanoTime(), whose, pacer, reserve, runs.apply(next));
    }

    private void attempt(Lane lane) {
        journal.moveTo(new Connecting(lane.input(), rotation.attempt(lane.input()), clock.instant()));
        lane.start();
    }

    /** What stood by feeds the stream from now on; {@code reason} is why the one before does not. */
    private void promote(Lane lane, String reason) {
        active = lane;
        input = lane.input();
        switchReason = reason;
        if (lane.streaming()) {
            onFeeding(lane);
        } else {
            journal.moveTo(new Connecting(input, rotation.attempt(input), clock.instant()));
        }
        lane.promote(keeper);
    }

    /** Does {@code action} now, or backs off before it. */
    private void later(long waitNanos, Runnable action) {
        if (waitNanos <= 0) {
            action.run();
            return;
        }
        boolean rests = rotation.waitNanos(input, ticker.nanoTime()) > 0;
        rotation.lastFailure(input)
                .filter(failure -> rests)
                .ifPresent(failure -> journal.moveTo(new BackingOff(
                        input, rotation.attempt(input), clock.instant().plusNanos(waitNanos), failure)));
        rest.begin(waitNanos, action);
    }

    /** {@code lane} is the active one, and its bytes come. */
    private void onFeeding(Lane lane) {
        journal.moveTo(new Streaming(lane.input(), lane.streamingSince()));
        journal.activate(lane.input(), switchReason);
        exchange.cancel();
        manual.onFeeding(lane.input());
        boolean spare = lane.input() == fallback();
        boolean held = manual.holds(lane.input());
        standby.onActive(new Standby.Post(
                lane.input(),
                held ? inputs - 1 : lane.input(),
                !held && (spare || !lane.chain().finite()),
                spare ? 0 : settings.prove().toNanos(),
                ticker.nanoTime() + (spare ? 0 : settings.good().toNanos())));
    }

    private void onLost(Lane lane, InputFailure failure) {
        exchange.cancel();
        long now = ticker.nanoTime();
        boolean resuming = resumption.afterLoss(lane, failure, now);
        journal.onFailed(input, failure, resuming);
        if (resuming) {
            later(rotation.waitNanos(input, now), () -> attempt(lane));
            return;
        }
        // What follows one that was chosen by hand is the best there is, as if nobody had chosen.
        int previous = manual.holds(input) ? inputs - 1 : input;
        manual.onLost(input, failure);
        relapses.onLost(lane, now);
        lane.abandon();
        active = null;
        switchReason = failure.reason().word();
        Lane next = standby.take();
        if (next != null) {
            promote(next, switchReason);
        } else {
            connectNext(previous);
        }
    }

    private void onEnded(Lane lane) {
        exchange.cancel();
        rotation.onGood(input);
        lane.close();
        active = null;
        switchReason = "ended";
        Lane chosen = manual.isPending() ? standby.take() : null;
        if (chosen != null) {
            promote(chosen, switchReason);
            return;
        }
        standby.close();
        switch (input == fallback() ? AtEnd.REPEAT : settings.atEnd()) {
            case NEXT -> {
                if (input + 1 < inputs) {
                    connectLater(input + 1, rotation.waitNanos(input + 1, ticker.nanoTime()));
                } else {
                    end();
                }
            }
            case STOP -> end();
            case REPEAT -> {
                // An item of a few bytes must not make its origin, or this loop, busy for ever.
                long sinceBegin = ticker.nanoTime() - lane.begunNanos();
                connectLater(input, settings.retry().min().toNanos() - sinceBegin);
            }
            case HOLD -> {
                journal.deactivate();
                journal.moveTo(new Ended(clock.instant(), true));
            }
        }
    }

    private void end() {
        journal.deactivate();
        pacer.end();
        journal.moveTo(new Ended(clock.instant(), false));
    }

    /** The number of the fallback, if there is one. */
    private int fallback() {
        return inputs;
    }

    /** Decides for the active input; one that was closed tells nothing. */
    private final class ActiveKeeper implements Lane.Keeper {

        @Override
        public void onStreaming(Lane lane) {
            lane.streamsSince(ticker.nanoTime(), clock.instant());
            onFeeding(lane);
        }

        @Override
        public void onLost(Lane lane, InputFailure failure) {
            Succession.this.onLost(lane, failure);
        }

        @Override
        public void onEnded(Lane lane) {
            Succession.this.onEnded(lane);
        }

        @Override
        public void onQuiet(Lane lane, boolean quiet) {
            standby.onActiveQuiet(quiet);
        }

        @Override
        public boolean parksItems() {
            return owner.parksItems();
        }

        @Override
        public void onParked(Lane lane) {
            owner.onParked();
        }

        @Override
        public Lane.Books books() {
            return books;
        }
    }

    /** Has inputs stand by, and lets the better one take over. */
    private final class StandbyOwner implements Standby.Owner {

        @Override
        public Lane open(int next, Lane.Keeper whose) {
            return Succession.this.open(next, whose, new Reserve(pacer));
        }

        @Override
        public boolean mayOpen(int next) {
            return mayOpenBeside(next);
        }

        @Override
        public void exchange(int next) {
            changeTo(next, "returned");
            Lane tried = active;
            if (tried != null) {
                relapses.onReturned(tried, ticker.nanoTime());
                exchange.begin(EXCHANGE_NANOS, () -> tried.chain().fail(TOO_LATE));
            }
        }

        @Override
        public void onProven(Lane lane) {
            relapses.onReturned(lane, ticker.nanoTime());
            takeOver(lane, "returned");
        }

        @Override
        public void onChosen(Lane lane) {
            takeOver(lane, ManualSwitch.REASON);
        }

        private void takeOver(Lane lane, String reason) {
            // The one before may be about to go on where it broke.
            rest.cancel();
            exchange.cancel();
            Lane before = active;
            active = null;
            if (before != null) {
                before.abandon();
            }
            promote(lane, reason);
        }

        @Override
        public void onEmpty(int lost) {
            manual.onLost(lost, RunChain.EMPTY);
        }

        @Override
        public void onFailed(int lost, InputFailure failure) {
            manual.onLost(lost, failure);
            journal.onFailed(lost, failure, false);
        }

        @Override
        public void onChanged() {
            journal.standsBy(standby.streamingInput());
        }
    }
}
