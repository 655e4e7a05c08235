package io.ringcast.daemon.process;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A child process as its event loop sees it. All methods but {@link #pid()} are called on that loop and never block.
 *
 * <pre>
 *              write ► PipeWriter ► stdin ┌───────┐ stdout ► OutputPump ► onOutput         two pieces of 64 KiB on their way at most,
 *                                         │ child │                                       each way
 *                                         └───────┘ stderr ► ErrorLog ► log
 *   Keeper: starts it, ends its group when told to, waits for it, tells onEnded
 * </pre>
 */
public final class Child {

    /** Bytes on their way to its stdin. */
    static final long INPUT_LIMIT = 2L * OutputPump.PIECE;

    private final ChildCommand command;
    private final EventLoop loop;
    private final PipeWriter input;

    private @Nullable ChildEvents events;
    private boolean reading = true;
    private long patienceNanos;

    private volatile boolean ending;
    private volatile long pid;
    private volatile @Nullable OutputPump output;
    private volatile @Nullable Thread keeper;

    Child(ChildCommand command, EventLoop loop, ChildEvents events) {
        this.command = command;
        this.loop = loop;
        this.events = events;
        this.input = new PipeWriter(INPUT_LIMIT, new InputEvents());
    }

    /** Its process id, which is that of its group too; 0 before it runs. Any thread. */
    public long pid() {
        return pid;
    }

    /** Stops ({@code false}) or resumes reading its stdout; what is on its way still comes. */
    public void autoRead(boolean on) {
        assert loop.inEventLoop();
        reading = on;
        apply();
    }

    /** How long small outputs may wait in the pipe for company, 0: not at all. */
    public void gather(long nanos) {
        assert loop.inEventLoop();
        patienceNanos = nanos;
        apply();
    }

    /** Whether its stdin should be given more. */
    public boolean writable() {
        return input.writable();
    }

    /** Bytes that were given and that its stdin has not taken. */
    public long pending() {
        return input.pending();
    }

    /** Gives {@code bytes} to its stdin. Takes ownership. */
    public void write(ByteBuf bytes) {
        assert loop.inEventLoop();
        input.write(bytes);
    }

    /** Its stdin ends behind what it was given. */
    public void endInput() {
        assert loop.inEventLoop();
        input.end();
    }

    /** Ends it and its descendants, at first kindly. Nothing is told of it any more, not even its end. Idempotent. */
    public void end() {
        assert loop.inEventLoop();
        events = null;
        ending = true;
        input.abort();
        OutputPump pump = output;
        if (pump != null) {
            pump.stop();
        }
        LockSupport.unpark(keeper);
    }

    ChildCommand command() {
        return command;
    }

    PipeWriter input() {
        return input;
    }

    boolean ending() {
        return ending;
    }

    /** Ends it from outside its loop: the daemon stops. */
    void stop() {
        ending = true;
        OutputPump pump = output;
        if (pump != null) {
            pump.stop();
        }
        LockSupport.unpark(keeper);
    }

    void keptBy(Thread thread) {
        keeper = thread;
    }

    /** It runs. Called by its keeper. */
    void started(long number, @Nullable OutputPump pump) {
        pid = number;
        output = pump;
        tell(() -> {
            apply();
            if (events != null) {
                events.onStarted();
            }
        });
    }

    /** It has ended. Called by its keeper, last. */
    void ended(ChildEnd end) {
        tell(() -> {
            ChildEvents told = events;
            events = null;
            if (told != null) {
                told.onEnded(end);
            }
        });
    }

    /** Takes ownership of a piece of its stdout. Called by the pump. */
    void deliver(ByteBuf piece) {
        try {
            loop.execute(() -> {
                OutputPump pump = output;
                try {
                    if (events != null) {
                        events.onOutput(piece);
                    }
                } finally {
                    piece.release();
                    if (pump != null) {
                        pump.returned();
                    }
                }
            });
        } catch (RejectedExecutionException e) {
            // The daemon has stopped.
            piece.release();
            stop();
        }
    }

    private void apply() {
        OutputPump pump = output;
        if (pump != null) {
            pump.gather(patienceNanos);
            pump.reading(reading);
        }
        if (pump != null && ending) {
            pump.stop();
        }
    }

    private void tell(Runnable what) {
        try {
            loop.execute(what);
        } catch (RejectedExecutionException e) {
            // The daemon has stopped: nobody is there to be told.
        }
    }

    @Override
    public String toString() {
        return command + ", pid " + pid;
    }

    private final class InputEvents implements PipeWriter.Events {

        @Override
        public void onWritable() {
            tell(() -> {
                if (events != null) {
                    events.onWritable();
                }
            });
        }

        /** A child that closes its stdin will say by its end what that means. */
        @Override
        public void onClosed(@Nullable IOException failure) {
            if (failure != null) {
                onWritable();
            }
        }
    }
}
