package io.ringcast.daemon.source;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.source.SourceState.Ended;
import io.ringcast.daemon.source.SourceState.Idle;
import io.ringcast.daemon.source.SourceState.Stopped;
import io.ringcast.daemon.stream.Demand;
import io.ringcast.daemon.stream.StreamWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

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

    private final SourceSettings settings;
    private final List<InputOpener> inputs;
    private final EventLoop loop;
    private final Rotation rotation;
    private final Pacer pacer;
    private final DemandGate demand;
    private final SourceJournal journal;
    private final TransportAnalysis analysis = new TransportAnalysis();
    private final Succession succession;

    /** Owned by the loop. */
    private boolean onDemand;

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
        this.loop = loop;
        List<InputOpener> openers =
                Stream.concat(inputs.stream(), fallback.stream()).toList();
        this.rotation = new Rotation(
                inputs.size(),
                openers.size() - inputs.size(),
                new Backoff(settings.retry().min(), settings.retry().max()),
                random);
        this.pacer = new Pacer(loop, ticker, writer, settings.lead(), settings.prefetch());
        this.demand = new DemandGate(loop, settings.idle(), this::onNobody);
        this.journal = new SourceJournal(settings.name(), openers, rotation, loop, clock, observer);
        this.succession = new Succession(
                settings,
                inputs.size(),
                fallback.isPresent(),
                input -> (out, ears) ->
                        new RunChain(loop, ticker, allocator, settings, pacer::format, openers.get(input), out, ears),
                input -> openers.get(input).places(),
                loop,
                ticker,
                clock,
                rotation,
                pacer,
                journal,
                new ActiveBooks(journal, analysis, ticker),
                new Items());
    }

    /** Connects, or waits for the first listener if it runs on demand. */
    public void start() {
        onLoop(() -> {
            for (int i = 0; i < inputs.size(); i++) {
                int ready = i;
                inputs.get(i).attend(loop, () -> onLoop(() -> onReady(ready)));
            }
            if (journal.state() instanceof Idle && !succession.running() && (!onDemand || demand.count() > 0)) {
                succession.connectFirst();
            }
        });
    }

    /**
     * Drops what is running and begins again with the first input, without any rest; it may have any format.
     *
     * @return whether it did: not when it was stopped, nor on demand while nobody listens
     */
    public Future<Boolean> restart() {
        return loop.submit(() -> {
            boolean wanted = !onDemand || demand.count() > 0;
            if (journal.state() instanceof Stopped || !wanted) {
                return false;
            }
            succession.halt();
            rotation.forgive();
            pacer.forgetFormat();
            succession.connectFirst();
            return true;
        });
    }

    /**
     * Has an input feed the stream that an operator chooses: it is connected beside the active one, however it did before, and takes over
     * when it delivers; if it does not, the active one is left alone. From then on it stays until it is lost or ends: no better one that
     * came back takes over meanwhile. After a loss all goes on as if nobody had chosen.
     *
     * @param input index from 0; the fallback, if there is one, is numbered behind the inputs
     * @return what came of it, told when that is known: at the latest when the input has been given up
     */
    public Future<SwitchOutcome> switchTo(int input) {
        Promise<SwitchOutcome> outcome = loop.newPromise();
        onLoop(() -> {
            SourceState now = journal.state();
            if (now instanceof Idle || now instanceof Stopped) {
                outcome.trySuccess(new SwitchOutcome.NotRunning(now));
            } else {
                succession.switchTo(input, outcome);
            }
        });
        return outcome;
    }

    /** Stops for good; done when the input is closed and all its memory is freed. What the stream holds is left to its owner. */
    public Future<?> stop() {
        return loop.submit(() -> {
            succession.halt();
            demand.cancel();
            inputs.forEach(InputOpener::dismiss);
            journal.moveTo(new Stopped());
        });
    }

    @Override
    public void onArrived() {
        onLoop(() -> {
            demand.arrived();
            boolean ended = journal.state() instanceof Ended end && !end.held();
            if (onDemand && (journal.state() instanceof Idle || ended)) {
                succession.connectFirst();
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

    /** What came of the HLS segments of each input, in their order. Any thread. */
    public List<Optional<SegmentTally>> segments() {
        return inputs.stream().map(InputOpener::segments).toList();
    }

    /** What its MPEG-TS is like; empty before there was any. Any thread. */
    public Optional<TransportSnapshot> transport() {
        return analysis.snapshot();
    }

    /** The one way in from other threads; always queued, so that it never runs within a callback of the stream. */
    private void onLoop(Runnable task) {
        loop.execute(task);
    }

    /** Somebody is there for an input that waits for others. */
    private void onReady(int input) {
        boolean wanted = !onDemand || demand.count() > 0;
        if (wanted && !(journal.state() instanceof Stopped)) {
            succession.onReady(input);
        }
    }

    /** On demand: the last listener left a while ago. */
    private void onNobody() {
        if (onDemand && !(journal.state() instanceof Stopped)) {
            succession.halt();
            pacer.forget();
            journal.moveTo(new Idle());
        }
    }

    /** What seems to be a stream and is an item waits for its first listener, where that is asked for. */
    private final class Items implements Succession.Owner {

        @Override
        public boolean parksItems() {
            return settings.itemsOnDemand() && !onDemand && demand.count() == 0;
        }

        @Override
        public void onParked() {
            succession.halt();
            onDemand = true;
            journal.moveTo(new Idle());
            if (demand.count() > 0) {
                succession.connectFirst();
            }
        }
    }
}
