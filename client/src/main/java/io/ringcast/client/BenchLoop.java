package io.ringcast.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import io.ringcast.protocol.counter.CounterPacket;
import io.ringcast.protocol.counter.CounterVerifier;
import io.ringcast.protocol.counter.LatencyHistogram;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;

/** The listeners of a load test that share an event loop, and what they measure together; everything happens on that loop. */
final class BenchLoop {

    private final EventLoop loop;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final long measuredFromMicros;
    private final CountDownLatch running;
    private final List<BenchListener> listeners = new ArrayList<>();
    private final LatencyHistogram latencies = new LatencyHistogram();
    private final LatencyHistogram connectTimes = new LatencyHistogram();
    private final LatencyHistogram firstByteTimes = new LatencyHistogram();
    private boolean finished;

    /**
     * @param clock the wall clock that the stamps of packets are compared with
     * @param measuredFromMicros packets stamped before this moment do not count for latency
     * @param running counted down by each listener that ends before the test does
     */
    BenchLoop(EventLoop loop, Clock clock, LongSupplier nanoClock, long measuredFromMicros, CountDownLatch running) {
        this.loop = loop;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.measuredFromMicros = measuredFromMicros;
        this.running = running;
    }

    EventLoop eventLoop() {
        return loop;
    }

    /** Starts another listener: connects, and takes what comes. */
    void connect(Bootstrap bootstrap, BenchPlan plan) {
        assert loop.inEventLoop();
        if (finished) {
            return;
        }
        BenchListener listener = new BenchListener(plan, this, nanos());
        listeners.add(listener);
        bootstrap
                .clone(loop)
                .handler(new BenchInitializer(plan, listener))
                .connect()
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        listener.onNotConnected(connected.cause());
                    }
                });
    }

    /** Ends the listeners; the measurements are final when this returns. */
    BenchLoop finish() {
        assert loop.inEventLoop();
        finished = true;
        listeners.forEach(BenchListener::finish);
        return this;
    }

    List<BenchListener> listeners() {
        return listeners;
    }

    LatencyHistogram latencies() {
        return latencies;
    }

    LatencyHistogram connectTimes() {
        return connectTimes;
    }

    LatencyHistogram firstByteTimes() {
        return firstByteTimes;
    }

    long nanos() {
        return nanoClock.getAsLong();
    }

    long epochMicros() {
        return CounterPacket.micros(clock.instant());
    }

    /** A verifier for a listener whose connection stands now. */
    CounterVerifier verifier() {
        return new CounterVerifier(latencies, Math.max(epochMicros(), measuredFromMicros));
    }

    void onEnded() {
        running.countDown();
    }

    /** One line about a failure, without the address, so that equal ones are equal. */
    static String reason(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null || message.isBlank() ? root.getClass().getSimpleName() : message;
    }
}
