package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.ringcast.protocol.mpegts.TsPacket;
import org.jspecify.annotations.Nullable;

/**
 * Hands aligned packets on in runs that are as long as possible, and says of the first packet of a run what {@link ProgramWatch} found.
 *
 * <pre>
 *   packets   . . . .?. . .!. . .        ? an access unit begins that does not show what it is    ! it is a keyframe
 *   runs      ├─────┤├───────────        the second begins with a join point
 * </pre>
 *
 * <p>A run is the caller's own buffer with its indices narrowed for the call. Only when such a buffer ends before the access unit has
 * shown what it is are its packets kept in a copy, at most {@value #MAX_HELD} packets, until the next ones come.
 */
final class PacketRuns implements AutoCloseable {

    /** Packets of all PIDs behind the beginning of an access unit in which it must show what it is. */
    static final int MAX_HELD = 64;

    private final ProgramWatch watch = new ProgramWatch();
    private final ByteBufAllocator allocator;

    /** Packets from the beginning of an access unit in doubt on; null when there are none. */
    private @Nullable ByteBuf held;

    /** Whether the run that begins at {@link #runStart}, or with what is held, begins with an access unit in doubt. */
    private boolean inDoubt;

    private int doubted;
    private int runStart;

    PacketRuns(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** Hands {@code count} packets on that follow each other from {@code from}. Borrows the buffer and moves no index of it. */
    void deliver(ByteBuf buffer, int from, int count, UnitSink sink) {
        int end = from + count * TsPacket.SIZE;
        runStart = from;
        for (int at = from; at < end; at += TsPacket.SIZE) {
            int found = watch.look(buffer, at);
            if (inDoubt) {
                judge(found, sink);
            }
            if (found != ProgramWatch.NOTHING) {
                beginRun(buffer, at, found, sink);
            }
        }
        if (inDoubt) {
            hold(buffer, end);
        } else {
            handOn(buffer, runStart, end, sink);
        }
    }

    /** The stream has ended, or its bytes are no packets any more: hands on what is held. */
    void flush(UnitSink sink) {
        inDoubt = false;
        releaseHeld(sink);
    }

    @Override
    public void close() {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    /** Ends the doubt if the packet that was looked at last ends it. */
    private void judge(int found, UnitSink sink) {
        boolean there = (found & ProgramWatch.JOIN_POINT_BEFORE) != 0;
        boolean other = (found & ~ProgramWatch.JOIN_POINT_BEFORE) != 0;
        if (!there && !other && watch.undecided() && ++doubted < MAX_HELD) {
            return;
        }
        inDoubt = false;
        if (there) {
            sink.onJoinPoint(watch.preamble());
        }
        releaseHeld(sink);
    }

    private void beginRun(ByteBuf buffer, int at, int found, UnitSink sink) {
        if (found == ProgramWatch.JOIN_POINT_BEFORE) {
            return;
        }
        handOn(buffer, runStart, at, sink);
        runStart = at;
        if ((found & ProgramWatch.CLOCK) != 0) {
            sink.onClock(watch.clock(), watch.clockDiscontinuity());
        }
        if ((found & ProgramWatch.JOIN_POINT) != 0) {
            sink.onJoinPoint(watch.preamble());
        }
        inDoubt = (found & ProgramWatch.IN_DOUBT) != 0;
        doubted = 0;
    }

    private void hold(ByteBuf buffer, int end) {
        if (held == null) {
            held = allocator.buffer(MAX_HELD * TsPacket.SIZE);
        }
        held.writeBytes(buffer, runStart, end - runStart);
    }

    private void releaseHeld(UnitSink sink) {
        ByteBuf packets = held;
        if (packets != null) {
            held = null;
            try {
                sink.onUnits(packets);
            } finally {
                packets.release();
            }
        }
    }

    private static void handOn(ByteBuf buffer, int from, int to, UnitSink sink) {
        if (from == to) {
            return;
        }
        int readerIndex = buffer.readerIndex();
        int writerIndex = buffer.writerIndex();
        buffer.setIndex(from, to);
        try {
            sink.onUnits(buffer);
        } finally {
            buffer.setIndex(readerIndex, writerIndex);
        }
    }
}
