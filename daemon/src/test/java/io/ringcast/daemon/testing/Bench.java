package io.ringcast.daemon.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.ringcast.daemon.fanout.EndLog;
import io.ringcast.daemon.fanout.Fanout;
import io.ringcast.daemon.fanout.FanoutObserver;
import io.ringcast.daemon.fanout.ListenerEnd;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.ring.RingLimit;
import io.ringcast.daemon.stream.Demand;
import io.ringcast.daemon.stream.Run;
import io.ringcast.daemon.stream.Splice;
import io.ringcast.daemon.transport.Transport;
import io.ringcast.daemon.transport.TransportKind;
import io.ringcast.protocol.container.Format;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stream without a source and a fan-out without a daemon, on real event loops: what tests of outputs stand on. {@link #close()} fails
 * when memory has not come back, and when the source was not told of each listener's coming and leaving exactly once.
 */
public final class Bench implements AutoCloseable {

    public final Transport transport;
    public final ChunkPool pool;
    public final Splice splice;
    public final Fanout fanout;
    public final EndLog ends = new EndLog(100_000);
    public final List<Refusal> refusals = new CopyOnWriteArrayList<>();
    public final FanoutObserver observer = new Recorder();
    /** Listeners at the door or playing. */
    public final AtomicInteger arrived = new AtomicInteger();

    private final EventLoop sourceLoop;
    private volatile boolean leftTooOften;

    public Bench(TransportKind kind, long memory, RingLimit limit) {
        transport = Transport.open(Optional.of(kind), 2, PooledByteBufAllocator.DEFAULT);
        pool = new ChunkPool(PooledByteBufAllocator.DEFAULT, memory);
        splice = new Splice(
                "test", pool, limit, () -> ThreadLocalRandom.current().nextLong(), System::nanoTime);
        fanout = new Fanout(
                transport.loops(),
                transport::load,
                System::nanoTime,
                Clock.systemUTC(),
                () -> pool.pressed() ? Optional.of(Refusal.MEMORY) : Optional.empty(),
                observer);
        splice.stream().demandedBy(new Demand() {
            @Override
            public void onArrived() {
                arrived.incrementAndGet();
            }

            @Override
            public void onLeft() {
                if (arrived.decrementAndGet() < 0) {
                    leftTooOften = true;
                }
            }
        });
        sourceLoop = transport.loops().next().next();
        pool.whenShort(new ChunkPool.Pressure() {
            @Override
            public void onShort() {
                sourceLoop.execute(splice::relieve);
            }

            @Override
            public void onExhausted() {
                fanout.endPinners();
            }
        });
    }

    /** Runs on the source's loop and waits for the result. */
    public <T> T onSource(Callable<T> task) {
        Future<T> done = sourceLoop.submit(task);
        if (!done.awaitUninterruptibly(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the source's loop did not answer within 20 s");
        }
        if (!done.isSuccess()) {
            throw new AssertionError(done.cause());
        }
        return done.getNow();
    }

    public EventLoop sourceLoop() {
        return sourceLoop;
    }

    public void begin(Format format, boolean finite) {
        begin(new Run(format, Optional.empty(), finite));
    }

    public void begin(Run run) {
        onSource(() -> {
            splice.begin(run);
            return 0;
        });
    }

    /** What is written next can be joined at, after {@code preamble}. */
    public void joinPoint(byte[] preamble) {
        onSource(() -> {
            splice.onJoinPoint(preamble);
            return 0;
        });
    }

    /** Writes and publishes. */
    public void write(byte[] bytes) {
        onSource(() -> {
            ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
            splice.onUnits(buffer);
            splice.flush();
            return 0;
        });
    }

    public void end() {
        onSource(() -> {
            splice.end();
            return 0;
        });
    }

    @Override
    public void close() {
        fanout.stop(Duration.ofMillis(200)).orTimeout(20, TimeUnit.SECONDS).join();
        onSource(() -> {
            splice.close();
            return 0;
        });
        transport.close();
        if (leftTooOften || arrived.get() != 0) {
            throw new AssertionError("listeners that came and did not leave: " + arrived.get()
                    + (leftTooOften ? "; one left that had not come" : ""));
        }
        if (pool.heldBytes() != 0 || pool.inFlightBytes() != 0) {
            throw new AssertionError("chunks leaked: held " + pool.heldBytes() + ", in flight " + pool.inFlightBytes());
        }
        pool.close();
    }

    private final class Recorder implements FanoutObserver {
        @Override
        public void onJoined(OutputAccount account, long waitedNanos) {}

        @Override
        public void onLag(OutputAccount account, long lagNanos) {}

        @Override
        public void onEnded(ListenerEnd end) {
            ends.add(end);
        }

        @Override
        public void onRefused(OutputAccount account, Refusal reason) {
            refusals.add(reason);
        }

        @Override
        public void onOverrun(long waitedNanos) {}

        @Override
        public void onStretched(int factor, double share) {}
    }
}
