package io.ringcast.daemon.source.stdin;

import io.netty.channel.EventLoop;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.InputRun;
import io.ringcast.daemon.source.InputSink;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/**
 * What comes on standard input, which is one stream however often it is opened: a run that is opened later goes on where the one before
 * stopped. Belongs to the source's event loop.
 */
final class StdinInput implements Input {

    /** It may be live, and its writer may not be made to wait for a listener; but it may also come faster than it is to be played. */
    private static final InputRun RUN = new InputRun(Optional.empty(), Optional.empty(), false, true);

    private final EventLoop loop;
    private final StdinPump pump;
    private final InputSink sink;

    private boolean reading = true;
    private boolean running;
    private boolean connected;

    StdinInput(EventLoop loop, StdinPump pump, InputSink sink) {
        this.loop = loop;
        this.pump = pump;
        this.sink = sink;
    }

    @Override
    public void start() {
        assert loop.inEventLoop();
        running = true;
        pump.onReady(this::ready);
        pump.begin();
        loop.execute(this::connect);
    }

    @Override
    public void autoRead(boolean on) {
        assert loop.inEventLoop();
        reading = on;
        if (on) {
            loop.execute(this::take);
        }
    }

    @Override
    public void interrupt() {
        running = false;
    }

    @Override
    public boolean canResume() {
        return connected;
    }

    @Override
    public void stop() {
        running = false;
    }

    private void connect() {
        if (!running) {
            return;
        }
        if (connected) {
            sink.onResumed();
        } else {
            connected = true;
            sink.onConnected(RUN);
        }
        take();
    }

    /** On the thread of the pump. */
    private void ready() {
        try {
            loop.execute(this::take);
        } catch (RejectedExecutionException stopping) {
            // The daemon ends, and this thread with it.
        }
    }

    private void take() {
        while (running && connected && reading) {
            StdinPump.Piece piece = pump.poll();
            if (piece == null) {
                return;
            }
            if (piece instanceof StdinPump.Piece.Bytes bytes) {
                try {
                    sink.onBytes(bytes.bytes());
                } finally {
                    bytes.bytes().release();
                }
            } else if (piece instanceof StdinPump.Piece.End end) {
                running = false;
                tell(end);
            }
        }
    }

    private void tell(StdinPump.Piece.End end) {
        connected = false;
        if (end.fault().isPresent()) {
            sink.onLost(InputFailure.lasting(
                    Reason.CLOSED,
                    "standard input broke: " + end.fault().get().getMessage() + " (expected: bytes, then its end)"));
        } else {
            sink.onEnded();
        }
    }
}
