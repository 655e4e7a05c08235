package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.config.FormatRule;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.protocol.container.Format;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run on its way from an {@link Input} to its {@link Outlet}: has its bytes cut into units ({@link UnitCutter}), holds the input
 * back while there is no room, and notices silence, which garbage is as well. Belongs to the source's event loop.
 *
 * <p>The few bytes in which the format is looked for are never held back. After {@link #close()} it calls nobody.
 */
final class RunChain implements InputSink {

    private static final Logger log = LoggerFactory.getLogger(RunChain.class);

    /** It ended before it began. */
    static final InputFailure EMPTY =
            InputFailure.passing(Reason.EMPTY, "it ended without a single byte (expected: a stream or a file)");

    private final EventLoop loop;
    private final ByteBufAllocator allocator;
    private final SourceSettings settings;
    private final Supplier<Optional<Format>> heard;
    private final Outlet out;
    private final RunOwner owner;
    private final Input input;
    private final InputWatch watch;
    private final Seat seat;
    private final UnitCutter.Progress progress = new Progress();

    private @Nullable UnitCutter cutter;
    private RunTitle title;
    private long bytesBefore;
    private long bytesOfConnection;

    private boolean streaming;
    private boolean held;
    private boolean refused;
    private boolean leaving;
    private boolean closed;

    /** @param heard the format that listeners have; empty while there is none */
    RunChain(
            EventLoop loop,
            Ticker ticker,
            ByteBufAllocator allocator,
            SourceSettings settings,
            Supplier<Optional<Format>> heard,
            InputOpener opener,
            Outlet out,
            RunOwner owner) {
        this.loop = loop;
        this.allocator = allocator;
        this.settings = settings;
        this.heard = heard;
        this.out = out;
        this.title = new RunTitle(Optional.empty(), out::title);
        this.owner = owner;
        this.watch = new InputWatch(loop, ticker, settings, owner, new Judge());
        this.seat = new Seat(loop, opener.places());
        this.input = opener.open(loop, this);
    }

    /** Connects, for the first time or, after a loss, to go on at the byte where it broke. */
    void start() {
        assert loop.inEventLoop() && !closed;
        bytesBefore += bytesOfConnection;
        bytesOfConnection = 0;
        streaming = false;
        seat.take(input::start, this::onLost);
    }

    /** Whether {@link #start()} can go on at the byte where it broke; never for what was refused for what it is. */
    boolean canResume() {
        return !closed && !refused && input.canResume();
    }

    /** Whether it is an item with an end; false until it is known. */
    boolean finite() {
        return cutter != null && cutter.run().finite() && !input.endless();
    }

    /** How long it must be looked at until it is known to be good, nanoseconds. */
    long provingNanos() {
        return watch.provingNanos();
    }

    /** Bytes that came since the last {@link #start()}. */
    long bytesOfConnection() {
        return bytesOfConnection;
    }

    /** The run is lost for good: what it delivered and may stand alone goes on, the rest is freed. */
    void abandon() {
        if (!closed && cutter != null) {
            cutter.abandon();
        }
        close();
    }

    /** Stops the input and frees what is held. Idempotent. */
    void close() {
        assert loop.inEventLoop();
        if (closed) {
            return;
        }
        closed = true;
        input.stop();
        seat.leave();
        watch.stop();
        if (cutter != null) {
            cutter.close();
        }
        if (held) {
            held = false;
            owner.onHeldBack(false);
        }
    }

    @Override
    public void onConnected(InputRun announced) {
        assert loop.inEventLoop();
        if (closed || parked(announced) || unwanted(announced)) {
            return;
        }
        cutter = cutterOf(announced);
        onResumed();
    }

    @Override
    public void onItem(InputRun next) {
        assert loop.inEventLoop();
        if (closed || parked(next)) {
            return;
        }
        leave();
        if (!closed && !unwanted(next)) {
            watch.onItem(!next.finite());
            cutter = cutterOf(next);
        }
    }

    @Override
    public void onResumed() {
        assert loop.inEventLoop();
        if (!closed) {
            watch.start(cutter == null || !cutter.run().finite());
        }
    }

    @Override
    public void onAlive() {
        watch.touch();
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        assert loop.inEventLoop();
        int count = bytes.readableBytes();
        if (closed || count == 0) {
            return;
        }
        bytesOfConnection += count;
        watch.onBytes(count);
        owner.onBytes(count);
        try {
            cut(bytes);
        } catch (RuntimeException e) {
            // A fault of ours in one source must stop neither it nor the others.
            log.error("source={} event=input-broken", settings.name(), e);
            refuse(InputFailure.lasting(
                    Reason.INTERNAL, "our own code failed: " + e + " (expected: no such thing; please report it)"));
        }
    }

    private void cut(ByteBuf bytes) {
        UnitCutter announced = cutter;
        if (announced == null) {
            throw new IllegalStateException("bytes before onConnected");
        }
        int count = bytes.readableBytes();
        title.look(bytes);
        if (!announced.add(bytes)) {
            watch.onWasted(count);
        } else if (!closed && announced.useful()) {
            watch.onUseful();
        } else if (!closed) {
            watch.onWaiting(count);
        }
        if (!closed) {
            title.settle();
        }
    }

    @Override
    public long patienceNanos() {
        return settings.patience().toNanos();
    }

    @Override
    public void onTitle(String told) {
        if (!closed) {
            title.onTitle(told);
        }
    }

    @Override
    public void onEnded() {
        assert loop.inEventLoop();
        if (closed) {
            return;
        }
        if (!hasBytes()) {
            onLost(EMPTY);
            return;
        }
        watch.stop();
        seat.leave();
        finishCutting();
        if (!closed) {
            out.finish(this::onDrained);
        }
    }

    @Override
    public void onLost(InputFailure failure) {
        assert loop.inEventLoop();
        if (!closed) {
            watch.stop();
            seat.leave();
            owner.onLost(failure);
        }
    }

    private boolean hasBytes() {
        return bytesBefore + bytesOfConnection > 0;
    }

    private void onDrained() {
        if (!closed) {
            owner.onEnded();
        }
    }

    /** What came is no media: of several items only this one is given up. */
    private void refuse(InputFailure failure) {
        if (leaving) {
            log.warn("source={} event=item-skipped detail=\"{}\"", settings.name(), failure.detail());
            return;
        }
        if (!closed && input.skip(failure)) {
            return;
        }
        refused = true;
        fail(failure);
    }

    /** It is failing, whatever the input says of itself: drops the connection as if it had been lost. */
    void fail(InputFailure failure) {
        if (!closed) {
            input.interrupt();
            onLost(failure);
        }
    }

    /** Whether it is an item that waits for a listener; then it is closed. */
    private boolean parked(InputRun next) {
        boolean waits = next.finite() && !input.endless() && !hasBytes() && owner.parksItems();
        if (waits) {
            close();
            owner.onParked();
        }
        return waits;
    }

    /** Whether it announces a format that is not wanted; then it is refused. */
    private boolean unwanted(InputRun next) {
        Optional<InputFailure> objection = next.format().flatMap(this::objection);
        objection.ifPresent(this::refuse);
        return objection.isPresent();
    }

    /** Behind a stream that players can play, bytes of no known format are garbage, from an origin that has gone mad. */
    private Optional<InputFailure> objection(Format format) {
        Optional<Format> other = heard.get().filter(before -> !before.equals(format));
        if (settings.format() == FormatRule.ANY) {
            return other.filter(before -> format.equals(Format.OPAQUE))
                    .map(before -> InputFailure.passing(
                            Reason.CONTENT_TYPE,
                            "bytes of no known format came where " + before.name()
                                    + " was before (expected: media again; opaque bytes are taken"
                                    + " only by a source that never had anything else)"));
        }
        return other.map(before -> InputFailure.lasting(
                Reason.WRONG_FORMAT,
                format.mediaType() + " (expected: " + before.mediaType()
                        + ", which listeners have; give the source inputs of one format, or format = \"any\")"));
    }

    private UnitCutter cutterOf(InputRun next) {
        title = new RunTitle(next.fileName(), out::title);
        return new UnitCutter(
                loop, allocator, settings, next, input.remaining(), input.endless(), out, watch, progress);
    }

    /** The item before is whole, and the input is at the next one already. */
    private void leave() {
        leaving = true;
        finishCutting();
        leaving = false;
        if (cutter != null) {
            cutter.close();
        }
    }

    private void finishCutting() {
        if (!closed && cutter != null) {
            cutter.finish();
        }
    }

    /** A batch has gone through: publishes it, and holds the input back if there is no room for another. */
    private void onParsed() {
        if (closed) {
            return;
        }
        if (!streaming) {
            streaming = true;
            owner.onStreaming();
        }
        out.flush();
        if (held || out.hasRoom()) {
            return;
        }
        held = true;
        watch.pause();
        input.autoRead(false);
        out.whenRoom(this::onRoom);
        owner.onHeldBack(true);
    }

    private void onRoom() {
        if (closed || !held) {
            return;
        }
        held = false;
        owner.onHeldBack(false);
        watch.resume();
        input.autoRead(true);
    }

    /** What comes of it when it does not give enough. */
    private final class Judge implements InputWatch.Judge {

        @Override
        public void onDoubt(boolean doubt) {
            if (!closed) {
                owner.onQuiet(doubt);
            }
        }

        @Override
        public void onFailing(InputFailure failure) {
            fail(failure);
        }
    }

    /** How the cutting goes. */
    private final class Progress implements UnitCutter.Progress {

        @Override
        public void onParsed() {
            RunChain.this.onParsed();
        }

        @Override
        public void onRefused(InputFailure failure) {
            refuse(failure);
        }

        @Override
        public Optional<InputFailure> objection(Format format) {
            return RunChain.this.objection(format);
        }
    }
}
