package io.ringcast.daemon.source;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.source.SourceState.BackingOff;
import io.ringcast.daemon.source.SourceState.Connecting;
import io.ringcast.daemon.source.SourceState.Ended;
import io.ringcast.daemon.source.SourceState.Idle;
import io.ringcast.daemon.source.SourceState.Stopped;
import io.ringcast.daemon.source.SourceState.Streaming;
import io.ringcast.daemon.stream.Demand;
import io.ringcast.daemon.stream.StreamWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
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
 *   <li>At most one run is open; the pacer outlives runs, so what a lost input delivered still goes out in order and on time.
 *   <li>A run that can be resumed is: at once while it moves forward, else after a rest, a bounded number of times. Only then is it lost.
 *   <li>A lost input rests by {@link Backoff}; its failures are forgotten when it has been good for a while.
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
    private final EventLoop loop;
    private final Ticker ticker;
    private final InstantSource clock;
    private final ByteBufAllocator allocator;
    private final Rotation rotation;
    private final Pacer pacer;
    private final DemandGate demand;
    private final SourceJournal journal;

    // Owned by the loop.
    private @Nullable RunChain chain;
    private boolean onDemand;
    private int input;
    private long begunNanos;
    private long streamingNanos;
    private boolean streaming;
    private int futileResumes;
    private String switchReason = "";
    private @Nullable Future<?> timer;

    /**
     * Makes the supervisor of one source; nothing happens before {@link #start()}.
     *
     * @param inputs in order, at least one
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
        this.loop = loop;
        this.ticker = ticker;
        this.clock = clock;
        this.allocator = allocator;
        this.rotation = new Rotation(
                inputs.size(),
                new Backoff(settings.retry().min(), settings.retry().max()),
                random);
        this.pacer = new Pacer(loop, ticker, writer, settings.lead());
        this.demand = new DemandGate(loop, settings.idle(), this::onNobody);
        this.journal = new SourceJournal(settings.name(), this.inputs, rotation, loop, clock, observer);
    }

    /** Connects, or waits for the first listener if it runs on demand. */
    public void start() {
        onLoop(() -> {
            if (journal.state() instanceof Idle && chain == null && (!onDemand || demand.count() > 0)) {
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

    /** The one way in from other threads; always queued, so that it never runs within a callback of the stream. */
    private void onLoop(Runnable task) {
        loop.execute(task);
    }

    private void connectFirst() {
        connectNext(inputs.size() - 1);
    }

    /** Goes on to the input behind {@code previous} that may be tried soonest. */
    private void connectNext(int previous) {
        Rotation.Choice choice = rotation.next(previous, ticker.nanoTime());
        connectLater(choice.input(), choice.waitNanos());
    }

    private void connectLater(int next, long waitNanos) {
        input = next;
        later(waitNanos, () -> connect(next));
    }

    private void connect(int next) {
        assert loop.inEventLoop() && chain == null;
        input = next;
        futileResumes = 0;
        begunNanos = ticker.nanoTime();
        RunChain opened = new RunChain(loop, ticker, allocator, settings, inputs.get(next), pacer, new OwnerOfRun());
        chain = opened;
        attempt(opened);
    }

    private void attempt(RunChain run) {
        streaming = false;
        journal.moveTo(new Connecting(input, rotation.attempt(input), clock.instant()));
        run.start();
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

    private void onStreaming() {
        assert loop.inEventLoop();
        streaming = true;
        streamingNanos = ticker.nanoTime();
        journal.moveTo(new Streaming(input, clock.instant()));
        journal.activate(input, switchReason);
    }

    private void onLost(RunChain run, InputFailure failure) {
        long now = ticker.nanoTime();
        if (streaming && now - streamingNanos >= settings.good().toNanos()) {
            rotation.onGood(input);
        }
        boolean forward = run.bytesOfConnection() >= PROGRESS_BYTES;
        futileResumes = forward ? 0 : futileResumes + 1;
        boolean resuming = run.canResume()
                && (inputs.size() == 1
                        ? futileResumes <= RESUMES_ALONE
                        : futileResumes <= RESUMES_BESIDE_OTHERS && !failure.lasting());
        if (resuming && forward) {
            rotation.onInterrupted(input, failure);
        } else {
            rotation.onFailed(input, failure, now);
        }
        journal.onFailed(input, failure, resuming);
        if (resuming) {
            later(rotation.waitNanos(input, now), () -> attempt(run));
        } else {
            run.abandon();
            chain = null;
            switchReason = failure.reason().word();
            connectNext(input);
        }
    }

    private void onEnded(RunChain run) {
        rotation.onGood(input);
        run.close();
        chain = null;
        switchReason = "ended";
        switch (settings.atEnd()) {
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
                long sinceBegin = ticker.nanoTime() - begunNanos;
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

    /** Closes the run, if any, and forgets what waits. */
    private void halt() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        if (chain != null) {
            chain.close();
            chain = null;
        }
        pacer.clear();
        journal.deactivate();
    }

    /** What the open run tells; a run that was closed tells nothing. */
    private final class OwnerOfRun implements RunChain.Owner {

        @Override
        public void onBytes(int bytes) {
            journal.onBytes(input, bytes);
        }

        @Override
        public boolean parksItems() {
            return settings.itemsOnDemand() && !onDemand && demand.count() == 0;
        }

        @Override
        public void onParked() {
            SourceSupervisor.this.onParked();
        }

        @Override
        public void onStreaming() {
            SourceSupervisor.this.onStreaming();
        }

        @Override
        public void onGarbage(int bytes) {
            journal.onGarbage(input, bytes);
        }

        @Override
        public void onHeldBack(boolean held) {
            journal.onHeldBack(held);
        }

        @Override
        public void onEnded() {
            if (chain != null) {
                SourceSupervisor.this.onEnded(chain);
            }
        }

        @Override
        public void onLost(InputFailure failure) {
            if (chain != null) {
                SourceSupervisor.this.onLost(chain, failure);
            }
        }
    }
}
