package io.ringcast.daemon.source.test;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputRun;
import io.ringcast.daemon.source.InputSink;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A signal of packets at an exact rate, in small steps that are reckoned against one base. While it is held back nothing is made, and
 * what was not made then is not made up for. Belongs to the source's event loop.
 */
final class RateInput implements Input {

    /** Makes the packets of a signal. */
    @FunctionalInterface
    interface Signal {

        /** Appends {@code packets} packets to {@code out}, which is borrowed. */
        void write(ByteBuf out, int packets);
    }

    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** A loop that was busy for longer than this does not make up for all of it. */
    private static final long MAX_LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final int MAX_PIECE_BYTES = 65_536;

    private final EventLoop loop;
    private final Ticker ticker;
    private final ByteBufAllocator allocator;
    private final InputSink sink;
    private final InputRun run;
    private final Signal signal;
    private final int packetBytes;
    private final double packetNanos;

    private boolean reading = true;
    private boolean running;
    private long baseNanos;
    private long made;
    private @Nullable Future<?> timer;

    /**
     * @param packetBytes of each packet
     * @param packetNanos from one packet to the next
     */
    RateInput(
            EventLoop loop,
            Ticker ticker,
            ByteBufAllocator allocator,
            InputSink sink,
            InputRun run,
            Signal signal,
            int packetBytes,
            double packetNanos) {
        this.loop = loop;
        this.ticker = ticker;
        this.allocator = allocator;
        this.sink = sink;
        this.run = run;
        this.signal = signal;
        this.packetBytes = packetBytes;
        this.packetNanos = packetNanos;
    }

    @Override
    public void start() {
        running = true;
        loop.execute(this::connect);
    }

    @Override
    public void autoRead(boolean on) {
        if (on == reading) {
            return;
        }
        reading = on;
        if (on && running) {
            rebase();
            arm();
        } else {
            disarm();
        }
    }

    @Override
    public void interrupt() {
        stop();
    }

    @Override
    public boolean canResume() {
        return false;
    }

    @Override
    public void stop() {
        running = false;
        disarm();
    }

    private void connect() {
        if (running) {
            sink.onConnected(run);
            rebase();
            arm();
        }
    }

    private void rebase() {
        baseNanos = ticker.nanoTime();
        made = 0;
    }

    private void arm() {
        if (timer == null && running && reading) {
            timer = loop.schedule(this::step, Math.max(STEP_NANOS, -latenessNanos()), TimeUnit.NANOSECONDS);
        }
    }

    private void disarm() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    /** How long the next packet has been due; negative when it is not yet. */
    private long latenessNanos() {
        return ticker.nanoTime() - baseNanos - (long) Math.ceil((made + 1) * packetNanos);
    }

    private void step() {
        timer = null;
        baseNanos += Math.max(0, latenessNanos() - MAX_LATE_NANOS);
        long due = (long) ((ticker.nanoTime() - baseNanos) / packetNanos);
        while (running && reading && made < due) {
            give((int) Math.min(MAX_PIECE_BYTES / packetBytes, due - made));
        }
        arm();
    }

    private void give(int packets) {
        made += packets;
        ByteBuf piece = allocator.buffer(packets * packetBytes);
        try {
            signal.write(piece, packets);
            sink.onBytes(piece);
        } finally {
            piece.release();
        }
    }
}
