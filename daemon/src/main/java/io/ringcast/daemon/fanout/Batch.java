package io.ringcast.daemon.fanout;

import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.IovArray;
import io.ringcast.daemon.ring.Ring;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whole units between two offsets of a ring, held in memory while a walk hands them out: listeners that keep up stand at the same cursor,
 * so they share one.
 *
 * <p>Belongs to an {@link Audience} and its event loop. It holds a reference on each chunk from {@link #load} until {@link #release}, which
 * comes before the loop does anything else; whoever wants the bytes for longer retains its own.
 */
public final class Batch {

    /** A batch lies in two or three chunks; only one very large unit in more. */
    private static final int USUAL_PIECES = 4;

    /** Pieces that one {@code writev} sends. */
    private static final int VECTOR_PIECES = 64;

    private final Ring ring;
    private final List<ByteBuf> pieces = new ArrayList<>(USUAL_PIECES);

    private long from;
    private long to;
    private @Nullable IovArray vector;
    private boolean vectorFilled;

    Batch(Ring ring) {
        this.ring = ring;
    }

    /** Ring offset of its first byte. */
    public long from() {
        return from;
    }

    /** Bytes in it. */
    public int length() {
        return (int) (to - from);
    }

    /** How many pieces of memory it lies in, at least one. */
    public int pieces() {
        return pieces.size();
    }

    /** One piece, borrowed: its indexes stay as they are. */
    public ByteBuf piece(int index) {
        return pieces.get(index);
    }

    /** All of it, or its first 4 MiB, for {@code writev}; borrowed. Only of memory with an address. */
    public IovArray vector() {
        IovArray all = vector;
        if (all == null) {
            all = new IovArray(VECTOR_PIECES);
            vector = all;
        }
        if (!vectorFilled) {
            all.clear();
            for (int i = 0; i < pieces.size() && !all.isFull(); i++) {
                all.add(
                        pieces.get(i),
                        pieces.get(i).readerIndex(),
                        pieces.get(i).readableBytes());
            }
            vectorFilled = true;
        }
        return all;
    }

    boolean isOf(long first, long end) {
        return from == first && to == end;
    }

    /**
     * Holds the bytes from {@code first} to {@code end} instead of what it held.
     *
     * @return false when they have been lapped, and then it holds nothing
     */
    boolean load(long first, long end) {
        release();
        long at = first;
        while (at < end) {
            ByteBuf piece = ring.retainedSlice(at, end - at);
            if (piece == null) {
                release();
                return false;
            }
            pieces.add(piece);
            at += piece.readableBytes();
        }
        from = first;
        to = end;
        return true;
    }

    /** Returns a copy of {@code length} bytes from {@code offset} on, both within it. */
    ByteBuf copy(long offset, int length) {
        ByteBuf copy = pieces.get(0).alloc().directBuffer(length);
        long skip = offset - from;
        for (int i = 0; copy.readableBytes() < length; i++) {
            ByteBuf piece = pieces.get(i);
            int size = piece.readableBytes();
            if (skip < size) {
                int n = (int) Math.min(length - copy.readableBytes(), size - skip);
                copy.writeBytes(piece, piece.readerIndex() + (int) skip, n);
                skip = 0;
            } else {
                skip -= size;
            }
        }
        return copy;
    }

    /** Holds nothing any more. */
    void release() {
        for (int i = 0; i < pieces.size(); i++) {
            pieces.get(i).release();
        }
        pieces.clear();
        vectorFilled = false;
        from = 0;
        to = 0;
    }

    /** Releases what it holds and its own memory; it is not used again. */
    void close() {
        release();
        if (vector != null) {
            vector.release();
            vector = null;
        }
    }

    @Override
    public String toString() {
        return "Batch[" + from + ".." + to + ", " + pieces.size() + " pieces]";
    }
}
