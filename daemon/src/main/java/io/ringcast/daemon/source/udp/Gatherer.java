package io.ringcast.daemon.source.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.ringcast.protocol.rtp.PayloadSink;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies the payloads of one turn of the loop together, since the rest of the way costs per call and not per byte. Owns its buffer until
 * {@link #close()}, and lends it for the call; belongs to one event loop.
 */
final class Gatherer implements PayloadSink, AutoCloseable {

    private static final int BYTES = 64 << 10;

    private final ByteBufAllocator allocator;
    private final Consumer<ByteBuf> taker;
    private @Nullable ByteBuf gathered;
    private boolean closed;

    /** {@code taker} borrows what has come together; it may close this. */
    Gatherer(ByteBufAllocator allocator, Consumer<ByteBuf> taker) {
        this.allocator = allocator;
        this.taker = taker;
    }

    @Override
    public void onPayload(ByteBuf payload) {
        int length = payload.readableBytes();
        if (gathered != null && gathered.writableBytes() < length) {
            flush();
        }
        if (closed) {
            return;
        }
        ByteBuf into = gathered;
        if (into == null) {
            into = allocator.buffer(BYTES, BYTES);
            gathered = into;
        }
        into.writeBytes(payload, payload.readerIndex(), length);
    }

    /** Hands on what there is. */
    void flush() {
        ByteBuf together = gathered;
        if (together == null) {
            return;
        }
        gathered = null;
        try {
            taker.accept(together);
        } finally {
            together.release();
        }
    }

    @Override
    public void close() {
        closed = true;
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }
}
