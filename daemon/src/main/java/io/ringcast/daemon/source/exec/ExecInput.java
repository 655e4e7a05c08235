package io.ringcast.daemon.source.exec;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.ringcast.daemon.process.Child;
import io.ringcast.daemon.process.ChildCommand;
import io.ringcast.daemon.process.ChildEnd;
import io.ringcast.daemon.process.ChildEvents;
import io.ringcast.daemon.process.Children;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.InputRun;
import io.ringcast.daemon.source.InputSink;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run of a child whose stdout is the stream. Its end is an end only if it is said to be finite and exits with 0; all else is a loss.
 * Belongs to the source's event loop.
 */
final class ExecInput implements Input {

    private final EventLoop loop;
    private final Children children;
    private final ChildCommand command;
    private final boolean finite;
    private final InputSink sink;

    private boolean reading = true;
    private @Nullable Child child;

    ExecInput(EventLoop loop, Children children, ChildCommand command, boolean finite, InputSink sink) {
        this.loop = loop;
        this.children = children;
        this.command = command;
        this.finite = finite;
        this.sink = sink;
    }

    @Override
    public void start() {
        assert loop.inEventLoop();
        interrupt();
        Child started = children.start(command, loop, new Events());
        started.autoRead(reading);
        child = started;
    }

    @Override
    public void autoRead(boolean on) {
        assert loop.inEventLoop();
        reading = on;
        if (child != null) {
            child.autoRead(on);
        }
    }

    @Override
    public void interrupt() {
        assert loop.inEventLoop();
        Child last = child;
        child = null;
        if (last != null) {
            last.end();
        }
    }

    /** A child begins where it likes. */
    @Override
    public boolean canResume() {
        return false;
    }

    @Override
    public void stop() {
        interrupt();
    }

    /** A child that was interrupted tells nothing any more. */
    private final class Events implements ChildEvents {

        @Override
        public void onStarted() {
            if (child != null) {
                child.gather(sink.patienceNanos());
            }
            sink.onConnected(finite ? InputRun.item(Optional.empty()) : InputRun.live(Optional.empty()));
        }

        @Override
        public void onOutput(ByteBuf bytes) {
            sink.onBytes(bytes);
        }

        @Override
        public void onEnded(ChildEnd end) {
            child = null;
            if (end instanceof ChildEnd.NotStarted notStarted) {
                sink.onLost(new InputFailure(Reason.CHILD_START, notStarted.why(), notStarted.lasting()));
            } else if (finite && end.isSuccess()) {
                sink.onEnded();
            } else {
                String expected = finite
                        ? "exit code 0 at the end"
                        : "that it runs for as long as the source is on the air; if it has an end, set finite = true";
                sink.onLost(InputFailure.passing(
                        Reason.CHILD_EXIT, command.program() + ": " + end.text() + " (expected: " + expected + ")"));
            }
        }
    }
}
