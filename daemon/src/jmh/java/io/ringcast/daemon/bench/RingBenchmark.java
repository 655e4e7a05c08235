package io.ringcast.daemon.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.ring.Ring;
import io.ringcast.daemon.ring.RingLimit;
import io.ringcast.daemon.ring.RingWriter;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What it costs to write into a ring that is full, and to take a slice of it; one thread, packets of 188 bytes, chunks of 64 KiB. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RingBenchmark {

    private static final int PACKET = 188;
    private static final long RING = 4L << 20;
    private static final long MEMORY = 16L << 20;

    /** A ring that has been written around more than once. */
    @State(Scope.Thread)
    public static class FullRing {

        /** Packets published at a time: a datagram, 5 ms of 8 Mbit/s, a read of 64 KiB. */
        @Param({"7", "26", "348"})
        int packets;

        ChunkPool pool;
        RingWriter writer;
        Ring ring;
        ByteBuf units;
        long cursor;

        @Setup(Level.Trial)
        public void fill() {
            pool = new ChunkPool(PooledByteBufAllocator.DEFAULT, MEMORY);
            writer = new RingWriter(pool, RingLimit.ofBytes(RING), System::nanoTime);
            ring = writer.ring();
            units = PooledByteBufAllocator.DEFAULT
                    .directBuffer(packets * PACKET)
                    .writeZero(packets * PACKET);
            while (ring.head() < 2 * RING) {
                write();
            }
            cursor = ring.tail();
        }

        @TearDown(Level.Trial)
        public void free() {
            units.release();
            writer.close();
            pool.close();
        }

        void write() {
            units.readerIndex(0);
            writer.append(units, PACKET);
            writer.publish();
        }
    }

    /** Copies units in, evicts what is too much, and publishes. */
    @Benchmark
    public long publish(FullRing full) {
        full.write();
        return full.ring.head();
    }

    /** Takes a slice of at most 64 KiB and gives it back, as one reader does that goes through the ring again and again. */
    @Benchmark
    public int retainedSlice(FullRing full) {
        Ring ring = full.ring;
        if (full.cursor + full.packets * PACKET > ring.head()) {
            full.cursor = ring.tail();
        }
        ByteBuf slice = Objects.requireNonNull(ring.retainedSlice(full.cursor, full.packets * PACKET));
        int length = slice.readableBytes();
        full.cursor += length;
        slice.release();
        return length;
    }
}
