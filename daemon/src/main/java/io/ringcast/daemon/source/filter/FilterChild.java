package io.ringcast.daemon.source.filter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.ringcast.daemon.process.Child;
import io.ringcast.daemon.process.ChildCommand;
import io.ringcast.daemon.process.ChildEnd;
import io.ringcast.daemon.process.ChildEvents;
import io.ringcast.daemon.process.Children;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The child behind one input or one item of it: its first bytes start it, and the next ones after its end start another. While the input is
 * broken nothing is told of it: what it still writes is kept, and its end too. Belongs to the source's event loop.
 */
final class FilterChild {

    /** What it tells, on the loop. */
    interface Owner {

        /** It wrote these, which are borrowed. */
        void onOutput(ByteBuf bytes);

        /** Its stdin takes more. */
        void onWritable();

        /** It has ended, and was not asked to by {@link #end()}. */
        void onEnded(ChildEnd end);
    }

    private final EventLoop loop;
    private final ChildCommand command;
    private final Children children;
    private final ByteBufAllocator allocator;
    private final long patienceNanos;
    private final Owner owner;

    /** What it wrote while the input was broken. */
    private final Deque<ByteBuf> late = new ArrayDeque<>();

    private boolean reading = true;
    private boolean paused;
    private boolean wrote;
    private @Nullable Child child;
    private @Nullable ChildEnd lateEnd;

    /** {@code patienceNanos} is how long its bytes may wait for others. */
    FilterChild(
            EventLoop loop,
            ChildCommand command,
            Children children,
            ByteBufAllocator allocator,
            long patienceNanos,
            Owner owner) {
        this.loop = loop;
        this.command = command;
        this.children = children;
        this.allocator = allocator;
        this.patienceNanos = patienceNanos;
        this.owner = owner;
    }

    /** Whether it was started and has not ended. */
    boolean runs() {
        return child != null;
    }

    /** Whether it has ended while the input was broken, which is not told yet. */
    boolean hasEndedLate() {
        return lateEnd != null;
    }

    /** Whether the one that was started last has written anything. */
    boolean wrote() {
        return wrote;
    }

    /** Whether its stdin should be given more. */
    boolean writable() {
        return child == null || child.writable();
    }

    /** Gives bytes (borrowed) to its stdin, and starts it if it does not run. */
    void feed(ByteBuf bytes) {
        Child now = child == null ? start() : child;
        now.write(allocator.buffer(bytes.readableBytes()).writeBytes(bytes));
    }

    /** Its stdin ends. */
    void endInput() {
        if (child != null) {
            child.endInput();
        }
    }

    /** Whether what it writes is read. */
    void reading(boolean on) {
        reading = on;
        if (child != null && !paused) {
            child.autoRead(on);
        }
    }

    /** The input is broken. */
    void pause() {
        paused = true;
        if (child != null) {
            child.autoRead(false);
        }
    }

    /** The input goes on: tells what came meanwhile. */
    void resume() {
        paused = false;
        for (ByteBuf bytes = late.poll(); bytes != null; bytes = late.poll()) {
            try {
                owner.onOutput(bytes);
            } finally {
                bytes.release();
            }
        }
        ChildEnd end = lateEnd;
        if (child != null && !paused) {
            child.autoRead(reading);
        } else if (end != null && !paused) {
            lateEnd = null;
            owner.onEnded(end);
        }
    }

    /** Ends it, frees what is kept, and tells nothing more. Idempotent. */
    void end() {
        Child last = child;
        child = null;
        if (last != null) {
            last.end();
        }
        late.forEach(ByteBuf::release);
        late.clear();
    }

    private Child start() {
        Child started = children.start(command, loop, new Events());
        started.gather(patienceNanos);
        started.autoRead(reading);
        child = started;
        wrote = false;
        return started;
    }

    /** What the child tells; nothing after it was ended. */
    private final class Events implements ChildEvents {

        @Override
        public void onOutput(ByteBuf bytes) {
            wrote = true;
            if (paused) {
                late.add(bytes.retainedSlice());
            } else {
                owner.onOutput(bytes);
            }
        }

        @Override
        public void onWritable() {
            owner.onWritable();
        }

        @Override
        public void onEnded(ChildEnd end) {
            child = null;
            if (paused) {
                lateEnd = end;
            } else {
                owner.onEnded(end);
            }
        }
    }
}
