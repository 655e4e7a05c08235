package io.ringcast.daemon.ring;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.buffer.UnpooledUnsafeDirectByteBuf;
import io.netty.util.internal.PlatformDependent;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All the memory that rings and what is in flight from them may use: a fixed number of 64 KiB pieces for the whole process.
 *
 * <pre>
 *   capacity ─┬─ held        in rings, up to the end of each ring's own limit
 *             ├─ in flight   evicted, but a socket's queue still has slices of them
 *             └─ free
 * </pre>
 *
 * <p>Pieces are made when they are first needed and kept until {@link #close()}. One comes back at the moment when its last slice is
 * released, on whichever thread that happens. When none is free the pool is {@linkplain #pressed() pressed}: admission stops, and rings
 * shorten as they write. When a ring at its floor finds nothing free, {@link Pressure#onShort()} asks the others for what they hold above
 * theirs; once no ring has any of that, {@link Pressure#onExhausted()} asks for the listeners that pin most to be ended. A writer gets its
 * chunk all the same; what that takes beyond the capacity goes back to the system as soon as it is released, and is shown by
 * {@link #overdraft()}.
 *
 * <p>Thread-safe.
 */
public final class ChunkPool implements AutoCloseable {

    /** Bytes in a chunk. */
    public static final int CHUNK_BYTES = 64 * 1024;

    /** Bytes that a ring keeps however short memory is. */
    public static final long RING_FLOOR_BYTES = 4L * 1024 * 1024;

    /** Told when memory is short. Called by a ring's writer, on its thread, as often as it happens. */
    public interface Pressure {
        /** Have every writer {@linkplain RingWriter#relieve() give}, each on its own thread: some ring is longer than its floor. */
        void onShort();

        /** End those who pin memory most: no ring can give any more. */
        void onExhausted();
    }

    private static final Pressure NOBODY = new Pressure() {
        @Override
        public void onShort() {}

        @Override
        public void onExhausted() {}
    };

    private final ByteBufAllocator allocator;
    private final int capacity;
    private final ConcurrentLinkedDeque<ByteBuf> free = new ConcurrentLinkedDeque<>();
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger live = new AtomicInteger();
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger spare = new AtomicInteger();

    private volatile Pressure pressure = NOBODY;
    private volatile boolean pressed;
    private volatile boolean closed;

    /**
     * @param allocator where pieces come from; direct memory
     * @param memory bytes for all rings together, at least two chunks
     */
    public ChunkPool(ByteBufAllocator allocator, long memory) {
        if (memory < 2L * CHUNK_BYTES || memory / CHUNK_BYTES > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("memory: " + memory + " (expected: >= " + 2 * CHUNK_BYTES + " bytes)");
        }
        this.allocator = allocator;
        this.capacity = (int) (memory / CHUNK_BYTES);
    }

    /** Who is told that memory is short; replaces the earlier one. */
    public void whenShort(Pressure listener) {
        pressure = listener;
    }

    /** Bytes that may be used. */
    public long limitBytes() {
        return (long) capacity * CHUNK_BYTES;
    }

    /** Bytes in rings now. */
    public long heldBytes() {
        return (long) held.get() * CHUNK_BYTES;
    }

    /** Bytes that no ring holds any more but slices still use. */
    public long inFlightBytes() {
        return Math.max(0L, (long) live.get() - held.get()) * CHUNK_BYTES;
    }

    /** Bytes used beyond the limit, because a writer always gets its chunk. */
    public long overdraft() {
        return Math.max(0L, (long) live.get() - capacity) * CHUNK_BYTES;
    }

    /** Whether memory has run out and not yet recovered; nobody new should be let in. */
    public boolean pressed() {
        return pressed;
    }

    /**
     * A new chunk for what is written from {@code start} on, with one pin, the ring's. Never fails for want of capacity.
     *
     * @throws OutOfMemoryError when the JVM has no direct memory left; then nothing has changed
     */
    Chunk take(long start) {
        if (closed) {
            throw new IllegalStateException("pool is closed");
        }
        ByteBuf backing = free.pollFirst();
        if (backing == null) {
            backing = allocator.directBuffer(CHUNK_BYTES, CHUNK_BYTES);
            made.incrementAndGet();
        }
        held.incrementAndGet();
        if (live.incrementAndGet() >= capacity) {
            pressed = true;
            // What came back between the two lines above found nothing to relax.
            relaxAt(live.get());
        }
        return new Chunk(start & -CHUNK_BYTES, start, piece(backing));
    }

    /** A ring lets go of a chunk that it took. */
    void evict(Chunk chunk) {
        held.decrementAndGet();
        chunk.unpin();
    }

    /** Whether the next chunk goes beyond the limit. */
    boolean full() {
        return live.get() >= capacity;
    }

    /** A ring can give so many chunks more than it could before, or fewer. */
    void spareChanged(int chunks) {
        spare.addAndGet(chunks);
    }

    /** A ring at its floor needs a chunk that goes beyond the limit. */
    void askForOne() {
        if (spare.get() > 0) {
            pressure.onShort();
        } else {
            pressure.onExhausted();
        }
    }

    /** Frees all memory that nobody uses; what is still in flight is freed when it comes back. */
    @Override
    public void close() {
        closed = true;
        for (ByteBuf backing = free.pollFirst(); backing != null; backing = free.pollFirst()) {
            made.decrementAndGet();
            backing.release();
        }
    }

    private void giveBack(ByteBuf backing) {
        relaxAt(live.decrementAndGet());
        if (made.get() > capacity || closed) {
            made.decrementAndGet();
            backing.release();
            return;
        }
        free.addFirst(backing);
        if (closed) {
            close();
        }
    }

    private void relaxAt(int used) {
        if (pressed && used <= capacity - Math.max(1, capacity / 16)) {
            pressed = false;
        }
    }

    private ByteBuf piece(ByteBuf backing) {
        ByteBuffer memory = backing.nioBuffer(0, CHUNK_BYTES);
        return PlatformDependent.hasUnsafe() && backing.hasMemoryAddress()
                ? new UnsafePiece(backing, memory)
                : new PlainPiece(backing, memory);
    }

    /** A piece in use: its count of references is the number of slices in flight, plus one for the chunk. */
    private final class UnsafePiece extends UnpooledUnsafeDirectByteBuf {
        private final ByteBuf backing;

        UnsafePiece(ByteBuf backing, ByteBuffer memory) {
            super(allocator, memory, CHUNK_BYTES);
            this.backing = backing;
        }

        @Override
        protected void deallocate() {
            super.deallocate();
            giveBack(backing);
        }
    }

    /** The same where the JVM gives no addresses. */
    private final class PlainPiece extends UnpooledDirectByteBuf {
        private final ByteBuf backing;

        PlainPiece(ByteBuf backing, ByteBuffer memory) {
            super(allocator, memory, CHUNK_BYTES);
            this.backing = backing;
        }

        @Override
        protected void deallocate() {
            super.deallocate();
            giveBack(backing);
        }
    }
}
