package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;
import io.ringcast.daemon.stream.Run;
import io.ringcast.protocol.container.UnitSink;
import org.jspecify.annotations.Nullable;

/** What waits in a {@link Pacer}'s queue for its turn. */
sealed interface Paced {

    /** It will never have its turn: frees what it owns. */
    default void free() {}

    /** A run begins. */
    record Begin(Run run, Pace pace) implements Paced {}

    /** The title changes. */
    record Title(String title) implements Paced {}

    /** Everything before is out: {@code drained} is told. */
    record Finish(Runnable drained) implements Paced {}

    /** Whole units, or a part of a large one, and what was said of the first of them. Borrows the bytes until {@link #keep()}. */
    final class Units implements Paced {

        private final Marks marks;
        private final boolean part;
        private ByteBuf bytes;
        private boolean scheduled;
        private boolean told;

        Units(Marks marks, ByteBuf bytes, boolean part) {
            this.marks = marks;
            this.part = part;
            this.bytes = bytes;
        }

        /** From here on it owns the bytes, in a retained slice. */
        void keep() {
            // Of a slice of a slice, retainedSlice() without arguments gives all of it, whatever its indices say (Netty
            // 4.2.18).
            bytes = bytes.retainedSlice(bytes.readerIndex(), bytes.readableBytes());
        }

        int size() {
            return bytes.readableBytes();
        }

        /** Tells {@code schedule} the clock of the first unit, once. */
        void schedule(Schedule schedule) {
            if (!scheduled) {
                scheduled = true;
                marks.tell(schedule);
            }
        }

        /** Hands the first {@code count} bytes to {@code sink}, after what was said of the first unit. */
        void release(int count, UnitSink sink) {
            if (!told) {
                marks.tell(sink);
                told = true;
            }
            if (part) {
                sink.onPart(bytes.readSlice(count));
            } else {
                sink.onUnits(bytes.readSlice(count));
            }
        }

        @Override
        public void free() {
            bytes.release();
        }
    }

    /** What is said of the units that follow; immutable. */
    final class Marks {

        static final Marks NONE = new Marks(false, 0, false, null, null);

        private final boolean hasClock;
        private final long ticks;
        private final boolean jumps;
        private final byte @Nullable [] preamble;
        private final @Nullable String beginningOnly;

        private Marks(
                boolean hasClock,
                long ticks,
                boolean jumps,
                byte @Nullable [] preamble,
                @Nullable String beginningOnly) {
            this.hasClock = hasClock;
            this.ticks = ticks;
            this.jumps = jumps;
            this.preamble = preamble;
            this.beginningOnly = beginningOnly;
        }

        Marks withClock(long clock, boolean discontinuity) {
            return new Marks(true, clock, discontinuity, preamble, beginningOnly);
        }

        Marks withJoinPoint(byte[] before) {
            return new Marks(hasClock, ticks, jumps, before, beginningOnly);
        }

        Marks withBeginningOnly(String why) {
            return new Marks(hasClock, ticks, jumps, preamble, why);
        }

        void tell(Schedule schedule) {
            if (hasClock) {
                schedule.onClock(ticks, jumps);
            }
        }

        void tell(UnitSink sink) {
            if (hasClock) {
                sink.onClock(ticks, jumps);
            }
            if (preamble != null) {
                sink.onJoinPoint(preamble);
            }
            if (beginningOnly != null) {
                sink.onBeginningOnly(beginningOnly);
            }
        }
    }
}
