package io.ringcast.daemon.ring;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Gives every chunk the same memory, for tests that make millions of pools and look at no byte. */
final class SharedMemory extends AbstractByteBufAllocator {

    static final SharedMemory ALLOCATOR = new SharedMemory();

    private final ByteBuf chunk = Unpooled.directBuffer(ChunkPool.CHUNK_BYTES, ChunkPool.CHUNK_BYTES);

    private SharedMemory() {
        super(true);
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        throw new UnsupportedOperationException("heap memory for chunks");
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return Unpooled.unreleasableBuffer(chunk);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return true;
    }
}
