package io.ringcast.daemon.output;

import io.netty.buffer.ByteBuf;
import io.ringcast.daemon.ring.Ring;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Bytes between two offsets of a ring, held in memory for one receiver whatever the ring evicts meanwhile. They are given away piece by
 * piece, without a copy; whoever closes it gives the rest back. Belongs to one event loop.
 */
public final class HeldSpan implements AutoCloseable {

    private final HeldMemory memory;
    private final Ring ring;
    private final long from;
    private final long end;
    private final Deque<ByteBuf> pieces;
    private boolean closed;

    /** Takes ownership of {@code pieces}. */
    HeldSpan(HeldMemory memory, Ring ring, long from, long end, Deque<ByteBuf> pieces) {
        this.memory = memory;
        this.ring = ring;
        this.from = from;
        this.end = end;
        this.pieces = pieces;
    }

    /** Bytes in it, those that were given away too. */
    public long length() {
        return end - from;
    }

    /** Returns the next piece, which the caller owns from then on; null when that was all. */
    public @Nullable ByteBuf next() {
        return pieces.poll();
    }

    /** Gives back what was not given away; what was given away counts as free from now on. Idempotent. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            pieces.forEach(ByteBuf::release);
            pieces.clear();
            memory.free(ring, from, end);
        }
    }

    /** All from {@code from} to {@code end}, retained; null when some of it has been lapped. */
    static @Nullable Deque<ByteBuf> slices(Ring ring, long from, long end) {
        Deque<ByteBuf> pieces = new ArrayDeque<>();
        for (long at = from; at < end; ) {
            ByteBuf piece = ring.retainedSlice(at, end - at);
            if (piece == null) {
                pieces.forEach(ByteBuf::release);
                return null;
            }
            pieces.add(piece);
            at += piece.readableBytes();
        }
        return pieces;
    }
}
