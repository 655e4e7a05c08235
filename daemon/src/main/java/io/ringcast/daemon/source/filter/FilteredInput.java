package io.ringcast.daemon.source.filter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.ringcast.daemon.process.ChildCommand;
import io.ringcast.daemon.process.ChildEnd;
import io.ringcast.daemon.process.Children;
import io.ringcast.daemon.source.ForwardingSink;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.InputRun;
import io.ringcast.daemon.source.InputSink;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of an input with a child behind it, which to its source looks like any other input.
 *
 * <pre>
 *   input ── bytes ──► stdin of the child ► stdout ── bytes ──► sink (format, units, pace)
 *         ◄─ autoRead ─┘ full                      ◄─ autoRead ─┘ no room
 * </pre>
 *
 * <p>Each run has a child of its own, and so has each item of a list, so that a splice begins with a fresh one; only where the input resumes
 * at the byte where it broke, the child goes on too. When the input is lost or ends, or goes on to its next item, the child is given the
 * time to write what it still has. Belongs to the source's event loop.
 */
final class FilteredInput implements Input {

    private static final Logger log = LoggerFactory.getLogger(FilteredInput.class);

    /** What a child may take to write the rest of an input that was lost; another input may be waiting. */
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final EventLoop loop;
    private final ChildCommand command;
    private final InputSink sink;
    private final FilterChild child;
    private final Upcoming upcoming;
    private final Input input;

    private boolean ended;
    private boolean over;
    private boolean played;
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
        this.sink = sink;
        this.child = new FilterChild(loop, command, children, allocator, sink.patienceNanos(), new Filter());
        this.upcoming = new Upcoming(allocator);
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
        child.reading(on);
    }

    @Override
    public void interrupt() {
        assert loop.inEventLoop();
        input.interrupt();
        child.pause();
    }

    @Override
    public boolean canResume() {
        boolean goesOn = !child.hasEndedLate() || upcoming.hasItem();
        return goesOn && !over && !ended && loss == null && input.canResume();
    }

    @Override
    public boolean endless() {
        return input.endless();
    }

    @Override
    public boolean skip(InputFailure why) {
        return input.skip(why);
    }

    @Override
    public void stop() {
        assert loop.inEventLoop();
        over = true;
        input.stop();
        endChild();
        upcoming.clear();
    }

    private void endChild() {
        if (rest != null) {
            rest.cancel(false);
            rest = null;
        }
        child.end();
    }

    /** What the input says of its format does not hold behind the filter. */
    private static InputRun filtered(InputRun run) {
        return new InputRun(Optional.empty(), Optional.empty(), run.finite(), run.faster(), run.repeats())
                .named(run.fileName());
    }

    /** No child runs: the next item, when it has bytes, has one of its own. */
    private void goOn() {
        while (upcoming.hasItem() && !child.runs() && !over) {
            sink.onItem(filtered(upcoming.next()));
            upcoming.giveTo(this::feed);
        }
        if (over) {
            return;
        }
        if (child.runs() && (ended || upcoming.hasItem())) {
            child.endInput();
        } else if (ended) {
            sink.onEnded();
        } else {
            input.autoRead(child.writable());
        }
    }

    /** Only this item is passed over: others were played, or follow. */
    private void tellIfBroken(ChildEnd end) {
        if (!end.isSuccess() || !child.wrote()) {
            log.warn(
                    "{} event=item-broken detail=\"{}\"",
                    command.owner(),
                    failure(end).detail());
        }
    }

    private void feed(ByteBuf bytes) {
        if (!over) {
            child.feed(bytes);
        }
    }

    private void lose(InputFailure failure) {
        over = true;
        input.interrupt();
        endChild();
        sink.onLost(failure);
    }

    private InputFailure failure(ChildEnd end) {
        if ((ended || upcoming.hasItem()) && !child.wrote() && end.isSuccess()) {
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
    private void loseAfterRest(InputFailure failure) {
        loss = failure;
        child.endInput();
        rest = loop.schedule(
                () -> {
                    rest = null;
                    lose(failure);
                },
                REST_NANOS,
                TimeUnit.NANOSECONDS);
    }

    /** What the input tells. */
    private final class Unfiltered extends ForwardingSink {

        Unfiltered() {
            super(sink);
        }

        @Override
        public void onConnected(InputRun run) {
            sink.onConnected(filtered(run));
        }

        @Override
        public void onItem(InputRun run) {
            upcoming.item(run);
            if (child.runs()) {
                input.autoRead(false);
                child.endInput();
            } else {
                goOn();
            }
        }

        @Override
        public void onResumed() {
            sink.onResumed();
            if (!over) {
                child.resume();
            }
        }

        @Override
        public void onBytes(ByteBuf bytes) {
            if (upcoming.hasItem()) {
                upcoming.bytes(bytes);
                return;
            }
            feed(bytes);
            if (!child.writable()) {
                input.autoRead(false);
            }
        }

        @Override
        public void onEnded() {
            ended = true;
            if (child.runs()) {
                child.endInput();
            } else {
                goOn();
            }
        }

        @Override
        public void onLost(InputFailure failure) {
            if (input.canResume()) {
                child.pause();
                sink.onLost(failure);
            } else if (child.runs()) {
                loseAfterRest(failure);
            } else {
                sink.onLost(failure);
            }
        }
    }

    /** What the child tells. */
    private final class Filter implements FilterChild.Owner {

        @Override
        public void onOutput(ByteBuf bytes) {
            played = true;
            sink.onBytes(bytes);
        }

        @Override
        public void onWritable() {
            if (!upcoming.hasItem()) {
                input.autoRead(true);
            }
        }

        @Override
        public void onEnded(ChildEnd end) {
            endChild();
            InputFailure known = loss;
            if (known != null) {
                sink.onLost(known);
            } else if (upcoming.hasItem()) {
                tellIfBroken(end);
                goOn();
            } else if (ended && end.isSuccess() && played) {
                tellIfBroken(end);
                sink.onEnded();
            } else {
                lose(failure(end));
            }
        }
    }
}
