package io.ringcast.client.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.util.function.IntSupplier;

/**
 * The one buffer that all connections of a loop read into, one after the other: it stays in the processor's cache, and a read costs no
 * allocation.
 *
 * <p>That works because a listener is the only handler of its connection and gives the buffer back before it returns. Belongs to its
 * loop; owns the buffer until {@link #release}.
 */
final class ReceiveBuffer {

    static final int CAPACITY = 128 * 1024;

    /** Reads of one connection in a row, when each fills the buffer. */
    private static final int MAX_READS = 4;

    private final ByteBuf buffer;

    ReceiveBuffer(ByteBufAllocator allocator) {
        this.buffer = allocator.directBuffer(CAPACITY, CAPACITY);
    }

    void release() {
        buffer.release();
    }

    /**
     * What a channel is given to read with.
     *
     * @param limit asked before each read: how many bytes it may be, 1 or more
     */
    RecvByteBufAllocator reads(IntSupplier limit) {
        return () -> new Reads(limit);
    }

    private final class Reads implements RecvByteBufAllocator.ExtendedHandle {

        private final IntSupplier limit;
        private boolean autoRead;
        private int reads;
        private int attempted;
        private int last;

        Reads(IntSupplier limit) {
            this.limit = limit;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator ignored) {
            int start = CAPACITY - Math.min(CAPACITY, limit.getAsInt());
            return buffer.setIndex(start, start).retain();
        }

        @Override
        public int guess() {
            return CAPACITY;
        }

        @Override
        public void reset(ChannelConfig config) {
            autoRead = config.isAutoRead();
            reads = 0;
        }

        @Override
        public void incMessagesRead(int count) {
            reads += count;
        }

        @Override
        public void lastBytesRead(int bytes) {
            last = bytes;
        }

        @Override
        public int lastBytesRead() {
            return last;
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            attempted = bytes;
        }

        @Override
        public int attemptedBytesRead() {
            return attempted;
        }

        @Override
        public boolean continueReading() {
            return autoRead && last > 0 && last == attempted && reads < MAX_READS;
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier ignored) {
            return continueReading();
        }

        @Override
        public void readComplete() {
            // Nothing to learn: the next read may be as large as this one could have been.
        }
    }
}
