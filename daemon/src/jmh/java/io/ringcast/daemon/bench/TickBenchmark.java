package io.ringcast.daemon.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.ringcast.daemon.config.JoinSpec;
import io.ringcast.daemon.config.Policy;
import io.ringcast.daemon.fanout.Batch;
import io.ringcast.daemon.fanout.Door;
import io.ringcast.daemon.fanout.Fanout;
import io.ringcast.daemon.fanout.FanoutObserver;
import io.ringcast.daemon.fanout.ListenerChannel;
import io.ringcast.daemon.fanout.ListenerEnd;
import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.ring.RingLimit;
import io.ringcast.daemon.stream.Run;
import io.ringcast.daemon.stream.Splice;
import io.ringcast.daemon.stream.StreamInfo;
import io.ringcast.daemon.transport.LoopLoad;
import io.ringcast.protocol.container.Format;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
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

/**
 * One walk over listeners whose channels take all: what the fan-out itself costs, without a system call. Time stands still within a walk
 * and moves by its latency after it, so that each operation is one publication and one walk; the look through all listeners, once a second,
 * comes with each twentieth.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TickBenchmark {

    private static final int PACKET = 188;
    private static final long LATENCY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** A stream with its listeners on one loop, which runs when it is told to. */
    @State(Scope.Thread)
    public static class Audience {

        @Param("1000")
        int listeners;

        /** Packets published for each walk: 50 ms of 128 kbit/s, of 1 Mbit/s and of 8 Mbit/s. */
        @Param({"4", "33", "266"})
        int packets;

        private final EmbeddedChannel embedded = new EmbeddedChannel();
        private long now = TimeUnit.HOURS.toNanos(1);
        private ChunkPool pool;
        private Splice splice;
        private Fanout fanout;
        private ByteBuf units;
        long taken;

        @Setup(Level.Trial)
        public void listen() {
            embedded.freezeTime();
            pool = new ChunkPool(PooledByteBufAllocator.DEFAULT, 64L << 20);
            splice = new Splice("bench", pool, RingLimit.ofBytes(8L << 20), () -> 1, () -> now);
            fanout = new Fanout(
                    embedded.eventLoop(),
                    loop -> LoopLoad.UNHEARD,
                    () -> now,
                    Clock.systemUTC(),
                    Optional::empty,
                    new Nobody());
            splice.begin(
                    new Run(new Format("packets", "application/x-packets", PACKET, false), Optional.empty(), false));
            units = PooledByteBufAllocator.DEFAULT
                    .directBuffer(packets * PACKET)
                    .writeZero(packets * PACKET);
            OutputAccount account = new OutputAccount("bench", "all", "taking");
            ListenerRequest.Terms terms = new ListenerRequest.Terms(
                    new JoinSpec.Live(),
                    Duration.ofSeconds(1),
                    Policy.DROP,
                    Duration.ofSeconds(1),
                    Duration.ofNanos(LATENCY_NANOS));
            for (int i = 0; i < listeners; i++) {
                ListenerRequest request = new ListenerRequest(splice.stream(), account, "192.0.2.1:1", "", terms);
                fanout.admission(embedded.eventLoop(), request, new Taking()).begin();
            }
            long before = taken;
            walk();
            if (account.listeners() != listeners || taken - before != (long) listeners * packets * PACKET) {
                throw new IllegalStateException(account.listeners() + " listeners took " + (taken - before) + " bytes");
            }
        }

        @TearDown(Level.Trial)
        public void leave() {
            fanout.stop(Duration.ZERO);
            embedded.runPendingTasks();
            units.release();
            splice.close();
            pool.close();
            embedded.finishAndReleaseAll();
        }

        /** Publishes, and runs the loop until the latency has passed. */
        void walk() {
            units.readerIndex(0);
            splice.onUnits(units);
            splice.flush();
            embedded.runPendingTasks();
            now += LATENCY_NANOS;
            embedded.advanceTimeBy(LATENCY_NANOS, TimeUnit.NANOSECONDS);
            embedded.runPendingTasks();
        }

        /** A kernel that takes everything. */
        private final class Taking implements Door, ListenerChannel {
            @Override
            public ListenerChannel open(StreamInfo info) {
                return this;
            }

            @Override
            public void refuse(Refusal reason) {
                throw new IllegalStateException(reason.word());
            }

            @Override
            public boolean writable() {
                return true;
            }

            @Override
            public int send(Batch batch) {
                taken += batch.length();
                return batch.length();
            }

            @Override
            public void queue(ByteBuf bytes) {
                taken += bytes.readableBytes();
                bytes.release();
            }

            @Override
            public long pending() {
                return 0;
            }

            @Override
            public void finish(long nanos) {}

            @Override
            public void reset() {}
        }
    }

    /** One publication and the walk that it causes. */
    @Benchmark
    public long walk(Audience audience) {
        audience.walk();
        return audience.taken;
    }

    private static final class Nobody implements FanoutObserver {
        @Override
        public void onJoined(OutputAccount account, long waitedNanos) {}

        @Override
        public void onLag(OutputAccount account, long lagNanos) {}

        @Override
        public void onEnded(ListenerEnd end) {}

        @Override
        public void onRefused(OutputAccount account, Refusal reason) {}

        @Override
        public void onOverrun(long waitedNanos) {}

        @Override
        public void onStretched(int factor, double share) {}
    }
}
