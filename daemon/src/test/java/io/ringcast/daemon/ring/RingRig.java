package io.ringcast.daemon.ring;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A pool, a ring and a clock moved by hand, with bytes that follow from their offset. */
final class RingRig implements AutoCloseable {

    static final int CHUNK = ChunkPool.CHUNK_BYTES;
    static final long MIB = 1024 * 1024;
    static final long MILLIS = 1_000_000L;

    final ManualNanos clock = new ManualNanos();
    final ChunkPool pool;
    final RingWriter writer;
    final Ring ring;

    RingRig(long memory, RingLimit limit) {
        this(UnpooledByteBufAllocator.DEFAULT, memory, limit);
    }

    RingRig(ByteBufAllocator allocator, long memory, RingLimit limit) {
        pool = new ChunkPool(allocator, memory);
        writer = new RingWriter(pool, limit, clock);
        ring = writer.ring();
    }

    /** Plenty of memory, a ring of so many chunks. */
    static RingRig ofChunks(int chunks) {
        return new RingRig(64 * MIB, RingLimit.ofBytes((long) chunks * CHUNK));
    }

    /** Appends {@code units} units without publishing them. */
    void append(int units, int unitSize) {
        writer.append(Unpooled.wrappedBuffer(bytes(writer.written(), units * unitSize)), unitSize);
    }

    /** Appends and publishes {@code chunks} times 64 KiB in units of 1024 bytes. */
    void fill(int chunks) {
        for (int i = 0; i < chunks; i++) {
            append(64, 1024);
            writer.publish();
        }
    }

    /** The byte that every test writes at {@code offset}. */
    static byte byteAt(long offset) {
        long mixed = (offset + 1) * 0x9E3779B97F4A7C15L;
        return (byte) ((mixed ^ mixed >>> 29) >>> 40);
    }

    static byte[] bytes(long offset, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = byteAt(offset + i);
        }
        return bytes;
    }

    /** What {@code slice} holds; borrows it. */
    static byte[] bytesOf(ByteBuf slice) {
        byte[] bytes = new byte[slice.readableBytes()];
        slice.getBytes(slice.readerIndex(), bytes);
        return bytes;
    }

    /** What a slice at {@code offset} holds, null when it was lapped; leaves nothing in flight. */
    byte @Nullable [] sliced(long offset, int length) {
        ByteBuf slice = ring.retainedSlice(offset, length);
        if (slice == null) {
            return null;
        }
        try {
            return bytesOf(slice);
        } finally {
            slice.release();
        }
    }

    @Override
    public void close() {
        writer.close();
        pool.close();
    }

    /** Time by hand. */
    static final class ManualNanos implements LongSupplier {
        private final AtomicLong now = new AtomicLong(1_000_000_000L);

        @Override
        public long getAsLong() {
            return now.get();
        }

        void advance(long nanos) {
            now.addAndGet(nanos);
        }
    }
}
