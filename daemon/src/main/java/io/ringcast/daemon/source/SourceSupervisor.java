package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.config.AtEnd;
import io.ringcast.daemon.source.SourceState.BackingOff;
import io.ringcast.daemon.source.SourceState.Connecting;
import io.ringcast.daemon.source.SourceState.Ended;
import io.ringcast.daemon.source.SourceState.Idle;
import io.ringcast.daemon.source.SourceState.Stopped;
import io.ringcast.daemon.source.SourceState.Streaming;
import io.ringcast.daemon.stream.Demand;
import io.ringcast.daemon.stream.StreamWriter;
import io.ringcast.protocol.container.Format;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one source fed: opens its inputs in order, goes on to the next when one is lost, rests when all fail, and decides what follows
 * an end.
 *
 * <pre>
 *                 demand                      bytes
 *     Idle ─────────────────► Connecting ───────────────► Streaming ──── end ───► next input, or Ended
 *       ▲                      ▲   │                          │
 *       │ nobody for `idle`    │   └──────── lost ────────────┤
 *       │                      │                              ▼
 *       └───────────────────── └── rested ── BackingOff ◄── resume / next input that does not rest / rest
 *
 *     RunChain (Input ► format ► parser) ─► Pacer ─► StreamWriter
 * </pre>
 *
 * <ul>
 *   <li>One run feeds the stream, and at most one other is open beside it ({@link Standby}); the pacer outlives runs, so what a lost
 *       input delivered still goes out in order and on time.
 *   <li>A run that can be resumed is: at once while it moves forward, else after a rest, a bounded number of times. Only then is it lost.
 *   <li>A lost input rests by {@link Backoff}; its failures are forgotten when it has been good for a while.
 *   <li>While all inputs rest the fallback plays, if there is one and anything was heard before; the first input that delivers takes over.
 *   <li>Listeners see nothing of all that but silence; only a real end ends the stream.
 * </ul>
 *
 * <p>All state belongs to the source's event loop. The public methods may be called from any thread and cross over in {@link #onLoop};
 * {@link #snapshot()} reads what the loop published.
 */
public final class SourceSupervisor implements Demand {

    /** So many bytes on a connection are progress: it was worth connecting, and is worth it again at once. */
    static final long PROGRESS_BYTES = 64 * 1024;

    /** Resumptions without progress before a run is given up: few when another input stands by, many when there is none. */
    static final int RESUMES_BESIDE_OTHERS = 2;

    static final int RESUMES_ALONE = 10;

    private final SourceSettings settings;
    private final List<InputOpener> inputs;
    /** The inputs, and the fallback behind them if there is one. */
    private final List<InputOpener> openers;

    private final EventLoop loop;
    private final Ticker ticker;
    private final InstantSource clock;
    private final ByteBufAllocator allocator;
    private final Rotation rotation;
    private final Pacer pacer;
    private final Lane.Keeper keeper = new ActiveKeeper();
    private final Standby standby;
    private final DemandGate demand;
    private final SourceJournal journal;
    private final TransportAnalysis analysis = new TransportAnalysis();

    // Owned by the loop.
    private @Nullable Lane active;
    private boolean onDemand;
    private int input;
    private String switchReason = "";
    private @Nullable Future<?> timer;

    /**
     * Makes the supervisor of one source; nothing happens before {@link #start()}.
     *
     * @param inputs in order, at least one
     * @param fallback what keeps players alive while all of them rest
     * @param writer the stream that is fed; used on {@code loop} only
     * @param loop owns the source
     * @param ticker what durations are measured by, the one that {@code loop} schedules by
     * @param clock what moments are shown by
     * @param random jitter
     * @param allocator of what is copied while a format is looked for
     */
    public SourceSupervisor(
            SourceSettings settings,
            List<InputOpener> inputs,
            Optional<InputOpener> fallback,
            StreamWriter writer,
            EventLoop loop,
            Ticker ticker,
            InstantSource clock,
            RandomGenerator random,
            ByteBufAllocator allocator,
            SourceObserver observer) {
        this.settings = settings;
        this.onDemand = settings.onDemand();
        this.inputs = List.copyOf(inputs);
        this.openers = Stream.concat(inputs.stream(), fallback.stream()).toList();
        this.loop = loop;
        this.ticker = ticker;
        this.clock = clock;
        this.allocator = allocator;
        this.rotation = new Rotation(
                inputs.size(),
                openers.size() - inputs.size(),
                new Backoff(settings.retry().min(), settings.retry().max()),
                random);
        this.pacer = new Pacer(loop, ticker, writer, settings.lead());
        this.demand = new DemandGate(loop, settings.idle(), this::onNobody);
        this.standby = new Standby(loop, ticker, clock, rotation, new StandbyOwner());
        this.journal = new SourceJournal(settings.name(), openers, rotation, loop, clock, observer);
    }

    /** Connects, or waits for the first listener if it runs on demand. */
    public void start() {
        onLoop(() -> {
            if (journal.state() instanceof Idle && active == null && (!onDemand || demand.count() > 0)) {
                connectFirst();
            }
        });
    }

    /** Drops what is running and begins again with the first input, without any rest. */
    public void restart() {
        onLoop(() -> {
            boolean wanted = !onDemand || demand.count() > 0;
            if (!(journal.state() instanceof Stopped) && wanted) {
                halt();
                rotation.forgive();
                connectFirst();
            }
        });
    }

    /** Stops for good; done when the input is closed and all its memory is freed. What the stream holds is left to its owner. */
    public Future<?> stop() {
        return loop.submit(() -> {
            halt();
            demand.cancel();
            journal.moveTo(new Stopped());
        });
    }

    @Override
    public void onArrived() {
        onLoop(() -> {
            demand.arrived();
            boolean ended = journal.state() instanceof Ended end && !end.held();
            if (onDemand && (journal.state() instanceof Idle || ended)) {
                connectFirst();
            }
        });
    }

    @Override
    public void onLeft() {
        onLoop(demand::left);
    }

    /** What it does now. Any thread. */
    public SourceSnapshot snapshot() {
        return journal.snapshot();
    }

    /** What came of the datagrams of each input, in their order. Any thread. */
    public List<Optional<DatagramTally>> datagrams() {
        return inputs.stream().map(InputOpener::datagrams).toList();
    }

    /** What its MPEG-TS is like; empty before there was any. Any thread. */
    public Optional<TransportSnapshot> transport() {
        return analysis.snapshot();
    }

    /** The one way in from other threads; always queued, so that it never runs within a callback of the stream. */
    private void onLoop(Runnable task) {
        loop.execute(task);
    }

    private void connectFirst() {
        connectNext(inputs.size() - 1);
    }

    /** Goes on to the input behind {@code previous} that may be tried soonest; while all rest, to what keeps players alive. */
    private void connectNext(int previous) {
        long now = ticker.nanoTime();
        Rotation.Choice choice = rotation.next(previous, now);
        if (choice.waitNanos() > 0 && hasFallback() && pacer.hasBegun() && rotation.waitNanos(fallback(), now) == 0) {
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
            standby.onActive(next, true, 0);
        }
        attempt(opened);
    }

    private Lane open(int next, Lane.Keeper whose, @Nullable Reserve reserve) {
        return new Lane(
                next,
                ticker.nanoTime(),
                whose,
                pacer,
                reserve,
                (out, ears) -> new RunChain(loop, ticker, allocator, settings, openers.get(next), out, ears));
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
        timer = loop.schedule(
                () -> {
                    timer = null;
                    action.run();
                },
                waitNanos,
                TimeUnit.NANOSECONDS);
    }

    /** {@code lane} is the active one, and its bytes come. */
    private void onFeeding(Lane lane) {
        journal.moveTo(new Streaming(lane.input(), lane.streamingSince()));
        journal.activate(lane.input(), switchReason);
        boolean spare = lane.input() == fallback();
        standby.onActive(
                lane.input(),
                spare || !lane.chain().finite(),
                spare ? 0 : settings.prove().toNanos());
    }

    private void onLost(Lane lane, InputFailure failure) {
        long now = ticker.nanoTime();
        if (lane.hasStreamed(settings.good().toNanos(), now)) {
            rotation.onGood(input);
        }
        boolean forward = lane.chain().bytesOfConnection() >= PROGRESS_BYTES;
        lane.countResume(forward);
        boolean resuming = lane.chain().canResume()
                && (inputs.size() == 1
                        ? lane.futileResumes() <= RESUMES_ALONE
                        : lane.futileResumes() <= RESUMES_BESIDE_OTHERS && !failure.lasting());
        if (resuming && forward) {
            rotation.onInterrupted(input, failure);
        } else {
            rotation.onFailed(input, failure, now);
        }
        journal.onFailed(input, failure, resuming);
        if (resuming) {
            later(rotation.waitNanos(input, now), () -> attempt(lane));
            return;
        }
        lane.abandon();
        active = null;
        switchReason = failure.reason().word();
        Lane next = standby.take();
        if (next != null) {
            promote(next, switchReason);
        } else {
            connectNext(input);
        }
    }

    private void onEnded(Lane lane) {
        rotation.onGood(input);
        lane.close();
        active = null;
        standby.close();
        switchReason = "ended";
        switch (input == fallback() ? AtEnd.REPEAT : settings.atEnd()) {
            case NEXT -> {
                if (input + 1 < inputs.size()) {
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

    /** On demand: the last listener left a while ago. */
    private void onNobody() {
        if (onDemand && !(journal.state() instanceof Stopped)) {
            halt();
            pacer.forget();
            journal.moveTo(new Idle());
        }
    }

    /** What seemed to be a stream is an item: from now on it starts with its first listener. */
    private void onParked() {
        halt();
        onDemand = true;
        journal.moveTo(new Idle());
        if (demand.count() > 0) {
            connectFirst();
        }
    }

    /** Closes the runs, if any, and forgets what waits. */
    private void halt() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        standby.close();
        if (active != null) {
            active.close();
            active = null;
        }
        pacer.clear();
        journal.deactivate();
    }

    private boolean hasFallback() {
        return openers.size() > inputs.size();
    }

    /** The number of the fallback, if there is one. */
    private int fallback() {
        return inputs.size();
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
            SourceSupervisor.this.onLost(lane, failure);
        }

        @Override
        public void onEnded(Lane lane) {
            SourceSupervisor.this.onEnded(lane);
        }

        @Override
        public void onQuiet(Lane lane, boolean quiet) {
            standby.onActiveQuiet(quiet);
        }

        @Override
        public void onFormat(Lane lane, Format format, boolean byArrival) {
            if (format.equals(Format.MPEG_TS)) {
                analysis.begin(byArrival, ticker.nanoTime());
            } else {
                analysis.end();
            }
        }

        @Override
        public void onUnits(Lane lane, ByteBuf units) {
            analysis.onUnits(units, ticker.nanoTime());
        }

        @Override
        public boolean parksItems() {
            return settings.itemsOnDemand() && !onDemand && demand.count() == 0;
        }

        @Override
        public void onParked(Lane lane) {
            SourceSupervisor.this.onParked();
        }

        @Override
        public void onBytes(Lane lane, int bytes) {
            journal.onBytes(lane.input(), bytes);
        }

        @Override
        public void onGarbage(Lane lane, int bytes) {
            analysis.onGarbage(bytes);
            journal.onGarbage(lane.input(), bytes);
        }

        @Override
        public void onHeldBack(Lane lane, boolean held) {
            journal.onHeldBack(held);
        }
    }

    /** Has inputs stand by, and lets the better one take over. */
    private final class StandbyOwner implements Standby.Owner {

        @Override
        public Lane open(int next, Lane.Keeper whose) {
            return SourceSupervisor.this.open(next, whose, new Reserve(pacer));
        }

        @Override
        public void onProven(Lane lane) {
            Lane before = active;
            active = null;
            if (before != null) {
                before.abandon();
            }
            promote(lane, "returned");
        }

        @Override
        public void onFailed(int lost, InputFailure failure) {
            journal.onFailed(lost, failure, false);
        }

        @Override
        public void onChanged() {
            journal.standsBy(standby.streamingInput());
        }
    }
}
