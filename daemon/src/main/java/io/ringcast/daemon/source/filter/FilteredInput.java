package io.ringcast.daemon.source.filter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.ringcast.daemon.process.Child;
import io.ringcast.daemon.process.ChildCommand;
import io.ringcast.daemon.process.ChildEnd;
import io.ringcast.daemon.process.ChildEvents;
import io.ringcast.daemon.process.Children;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.InputRun;
import io.ringcast.daemon.source.InputSink;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run of an input with a child behind it, which to its source looks like any other input.
 *
 * <pre>
 *   input ── bytes ──► stdin of the child ► stdout ── bytes ──► sink (format, units, pace)
 *         ◄─ autoRead ─┘ full                      ◄─ autoRead ─┘ no room
 * </pre>
 *
 * <p>Each run has a child of its own, so that a splice begins with a fresh one; only where the input resumes at the byte where it broke, the
 * child goes on too. When the input is lost or ends, the child is given the time to write what it still has. Belongs to the source's event
 * loop; owns the few bytes that come while the input is broken.
 */
final class FilteredInput implements Input {

    /** What a child may take to write the rest of an input that was lost; another input may be waiting. */
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final EventLoop loop;
    private final ChildCommand command;
    private final Children children;
    private final ByteBufAllocator allocator;
    private final InputSink sink;
    private final Input input;

    /** What the child wrote while the input was broken, for when it is resumed. */
    private final Deque<ByteBuf> late = new ArrayDeque<>();

    private boolean reading = true;
    private boolean broken;
    private boolean ended;
    private boolean stopped;
    private boolean wrote;
    private @Nullable Child child;
    private @Nullable ChildEnd endedWhileBroken;
    private @Nullable InputFailure loss;
    private @Nullable Future<?> rest;

    FilteredInput(
            EventLoop loop,
            InputOpener opener,
            ChildCommand command,
            Children children,
            ByteBufAllocator allocator,
            InputSink sink) {
        this.loop = loop;
        this.command = command;
        this.children = children;
        this.allocator = allocator;
        this.sink = sink;
        this.input = opener.open(loop, new Unfiltered());
    }

    @Override
    public void start() {
        assert loop.inEventLoop();
        input.start();
    }

    @Override
    public void autoRead(boolean on) {
        assert loop.inEventLoop();
        reading = on;
        if (child != null && !broken) {
            child.autoRead(on);
        }
    }

    @Override
    public void interrupt() {
        assert loop.inEventLoop();
        input.interrupt();
        pause();
    }

    @Override
    public boolean canResume() {
        return child != null && endedWhileBroken == null && !ended && loss == null && input.canResume();
    }

    @Override
    public void stop() {
        assert loop.inEventLoop();
        stopped = true;
        input.stop();
        endChild();
        late.forEach(ByteBuf::release);
        late.clear();
    }

    private void pause() {
        broken = true;
        if (child != null) {
            child.autoRead(false);
        }
    }

    private void endChild() {
        if (rest != null) {
            rest.cancel(false);
            rest = null;
        }
        Child last = child;
        child = null;
        if (last != null) {
            last.end();
        }
    }

    private void lose(InputFailure failure) {
        input.interrupt();
        endChild();
        sink.onLost(failure);
    }

    private InputFailure failure(ChildEnd end) {
        if (ended && !wrote && end.isSuccess()) {
            return InputFailure.lasting(
                    Reason.FILTER,
                    "filter " + command.program() + " wrote nothing: " + end.text()
                            + " (expected: that it makes something of what it reads from a pipe; what can only be read by"
                            + " seeking, such as an MP4 with its index behind, takes an input of its own:"
                            + " { exec = [\"ffmpeg\", \"-i\", \"URL\", \"-c\", \"copy\", \"-f\", \"mpegts\", \"-\"] })");
        }
        boolean lasting = end instanceof ChildEnd.NotStarted notStarted && notStarted.lasting();
        return new InputFailure(
                Reason.FILTER,
                "filter " + command.program() + ": " + end.text()
                        + " (expected: that it runs until its stdin ends, and then exit code 0)",
                lasting);
    }

    /** The input is lost for good: its loss is told when the child has written the rest. */
    private void loseAfterRest(InputFailure failure, Child last) {
        loss = failure;
        last.endInput();
        rest = loop.schedule(
                () -> {
                    rest = null;
                    lose(failure);
                },
                REST_NANOS,
                TimeUnit.NANOSECONDS);
    }

    /** What the input tells. */
    private final class Unfiltered implements InputSink {

        @Override
        public void onConnected(InputRun run) {
            // What the input says of its format does not hold behind the filter.
            sink.onConnected(new InputRun(Optional.empty(), Optional.empty(), run.finite(), run.faster()));
            if (stopped) {
                return;
            }
            Child started = children.start(command, loop, new Filter());
            started.gather(sink.patienceNanos());
            started.autoRead(reading);
            child = started;
        }

        @Override
        public void onResumed() {
            broken = false;
            sink.onResumed();
            if (endedWhileBroken != null) {
                lose(failure(endedWhileBroken));
                return;
            }
            for (ByteBuf bytes = late.poll(); bytes != null; bytes = late.poll()) {
                give(bytes);
            }
            if (child != null && !broken) {
                child.autoRead(reading);
            }
        }

        @Override
        public void onAlive() {
            sink.onAlive();
        }

        @Override
        public void onBytes(ByteBuf bytes) {
            Child now = child;
            if (now == null) {
                return;
            }
            now.write(allocator.buffer(bytes.readableBytes()).writeBytes(bytes));
            if (!now.writable()) {
                input.autoRead(false);
            }
        }

        @Override
        public long patienceNanos() {
            return sink.patienceNanos();
        }

        @Override
        public void onTitle(String title) {
            sink.onTitle(title);
        }

        @Override
        public void onEnded() {
            ended = true;
            if (child != null) {
                child.endInput();
            }
        }

        @Override
        public void onLost(InputFailure failure) {
            Child now = child;
            if (now == null) {
                sink.onLost(failure);
            } else if (input.canResume()) {
                pause();
                sink.onLost(failure);
            } else {
                loseAfterRest(failure, now);
            }
        }

        private void give(ByteBuf bytes) {
            try {
                sink.onBytes(bytes);
            } finally {
                bytes.release();
            }
        }
    }

    /** What the child tells; nothing after it was ended. */
    private final class Filter implements ChildEvents {

        @Override
        public void onOutput(ByteBuf bytes) {
            wrote = true;
            if (broken) {
                late.add(bytes.retainedSlice());
            } else {
                sink.onBytes(bytes);
            }
        }

        @Override
        public void onWritable() {
            input.autoRead(true);
        }

        @Override
        public void onEnded(ChildEnd end) {
            child = null;
            endChild();
            InputFailure known = loss;
            if (known != null) {
                sink.onLost(known);
            } else if (broken) {
                // Nobody may be told now; the run cannot be resumed any more.
                endedWhileBroken = end;
            } else if (ended && end.isSuccess() && wrote) {
                sink.onEnded();
            } else {
                lose(failure(end));
            }
        }
    }
}
