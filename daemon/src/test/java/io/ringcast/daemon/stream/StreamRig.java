package io.ringcast.daemon.stream;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.ring.RingLimit;
import io.ringcast.protocol.container.Format;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** A splice whose time the test moves by hand, and what is in its ring. {@link #close()} fails when memory has not come back. */
final class StreamRig implements AutoCloseable {

    static final int MIB = 1 << 20;
    static final int PACKET = 188;
    static final Format JOINABLE = new Format("joinable", "video/x-joinable", PACKET, true);
    static final Format PACKETS = new Format("packets", "application/x-packets", PACKET, false);

    final ChunkPool pool = new ChunkPool(PooledByteBufAllocator.DEFAULT, 64L * MIB);
    final Splice splice;
    final Stream stream;

    private long now = 1_000_000_000_000L;
    private long nextId = 1;
    private Runnable afterLook = () -> {};

    StreamRig() {
        this(MIB);
    }

    StreamRig(long ringBytes) {
        splice = new Splice("test", pool, RingLimit.ofBytes(ringBytes), () -> nextId++, this::look);
        stream = splice.stream();
    }

    void spend(Duration time) {
        now += time.toNanos();
    }

    long now() {
        return now;
    }

    /** Does something once, right after the next look at the clock, as another thread may. */
    void afterLook(Runnable action) {
        afterLook = action;
    }

    private long look() {
        long seen = now;
        Runnable action = afterLook;
        afterLook = () -> {};
        action.run();
        return seen;
    }

    void begin(Format format) {
        splice.begin(new Run(format, Optional.empty(), false));
    }

    void begin(Format format, boolean finite) {
        splice.begin(new Run(format, Optional.empty(), finite));
    }

    /** Appends {@code count} packets of {@code value} and publishes. */
    void write(int value, int count) {
        append(value, count);
        splice.flush();
    }

    void append(int value, int count) {
        splice.onUnits(Unpooled.wrappedBuffer(packets(value, count)));
    }

    /** A join point half a second after whatever was before, at which {@code count} packets of {@code value} follow. */
    void join(byte[] preamble, int value, int count) {
        spend(Duration.ofMillis(500));
        splice.onJoinPoint(preamble);
        write(value, count);
    }

    static byte[] packets(int value, int count) {
        byte[] bytes = new byte[count * PACKET];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** All that the ring holds. */
    byte[] held() {
        long tail = stream.ring().tail();
        byte[] bytes = new byte[(int) (stream.ring().head() - tail)];
        if (!stream.ring().read(tail, bytes)) {
            throw new AssertionError("lapped though nobody writes");
        }
        return bytes;
    }

    long head() {
        return stream.ring().head();
    }

    @Override
    public void close() {
        splice.close();
        if (pool.heldBytes() != 0 || pool.inFlightBytes() != 0) {
            throw new AssertionError("chunks leaked: held " + pool.heldBytes() + ", in flight " + pool.inFlightBytes());
        }
        pool.close();
    }
}
