package io.ringcast.daemon.ring;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * 64 KiB of a ring at a fixed offset, alive while somebody has it pinned. Never recycled: a new one is made each time its memory is
 * used, so a reader that comes late holds a dead chunk and not another one's bytes.
 */
final class Chunk {

    private static final VarHandle PINS;

    static {
        try {
            PINS = MethodHandles.lookup().findVarHandle(Chunk.class, "pins", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Bytes between two marks, at least. */
    private static final int MARK_BYTES = 2048;

    /** Ring offset of the first byte of memory. */
    final long base;

    /** Ring offset of the first byte that was written: behind {@link #base} after the ring was cleared in the middle of a chunk. */
    final long start;

    /** Written by the ring's writer only, at indexes that no published head covers yet. */
    private final ByteBuf memory;

    /** One for the ring until eviction, one for each reader that is slicing right now; at zero the chunk is dead for ever. */
    @SuppressWarnings("unused") // by PINS
    private volatile int pins = 1;

    /** First unit boundary in this chunk or behind it, -1 while unknown. Writer only. */
    long firstUnit = -1;

    /** When the writer left this chunk for the next one, in nanoseconds of the writer's clock. Writer only. */
    long closedNanos;

    /** Where units end whose size nobody can tell by arithmetic, at most one per {@link #MARK_BYTES}; offsets from {@link #base}. */
    private int @Nullable [] marks;

    /** Written behind the mark that it counts. */
    private volatile int markCount;

    /** Takes ownership of {@code memory}. */
    Chunk(long base, long start, ByteBuf memory) {
        this.base = base;
        this.start = start;
        this.memory = memory;
    }

    /** Takes a pin unless the chunk is dead. Any thread. */
    boolean pin() {
        int now = (int) PINS.getVolatile(this);
        while (now > 0) {
            int seen = (int) PINS.compareAndExchange(this, now, now + 1);
            if (seen == now) {
                return true;
            }
            now = seen;
        }
        return false;
    }

    /** Gives a pin back; the last one gives the chunk's own reference on its memory back. Any thread. */
    void unpin() {
        int before = (int) PINS.getAndAdd(this, -1);
        if (before == 1) {
            memory.release();
        } else if (before < 1) {
            throw new IllegalStateException("pins: " + before + " (expected: >= 1 before unpin)");
        }
    }

    /** Copies {@code bytes.readableBytes()} bytes to {@code offset} on, moving the reader index. Writer only; borrows {@code bytes}. */
    void write(long offset, ByteBuf bytes, int length) {
        memory.setBytes((int) (offset - base), bytes, bytes.readerIndex(), length);
        bytes.skipBytes(length);
    }

    /**
     * Remembers that a unit ends at {@code offset}, in this chunk or right behind it, unless another one ends shortly before. Writer only.
     */
    void mark(long offset) {
        int at = (int) (offset - base);
        int count = markCount;
        int[] now = marks;
        if (now == null) {
            now = new int[ChunkPool.CHUNK_BYTES / MARK_BYTES + 1];
            marks = now;
        }
        if (count == 0 || at - now[count - 1] >= MARK_BYTES) {
            now[count] = at;
            markCount = count + 1;
        }
    }

    /** The last mark at or before {@code offset}, -1 when there is none. Any thread. */
    long markAtOrBefore(long offset) {
        int count = markCount;
        int[] now = marks;
        if (now != null) {
            for (int i = count - 1; i >= 0; i--) {
                if (base + now[i] <= offset) {
                    return base + now[i];
                }
            }
        }
        return -1;
    }

    /** The first mark behind {@code offset}, -1 when there is none. Any thread. */
    long markBehind(long offset) {
        int count = markCount;
        int[] now = marks;
        if (now != null) {
            for (int i = 0; i < count; i++) {
                if (base + now[i] > offset) {
                    return base + now[i];
                }
            }
        }
        return -1;
    }

    /** Returns a retained slice, which keeps the memory alive after the pin has gone. Under a pin only. */
    ByteBuf retainedSlice(long offset, int length) {
        return memory.retainedSlice((int) (offset - base), length);
    }

    /** Copies bytes out. Under a pin only. */
    void read(long offset, byte[] to, int at, int length) {
        memory.getBytes((int) (offset - base), to, at, length);
    }

    @Override
    public String toString() {
        return "Chunk[" + base + ", pins=" + (int) PINS.getVolatile(this) + "]";
    }
}
