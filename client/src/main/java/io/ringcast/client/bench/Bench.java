package io.ringcast.client.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.ringcast.client.UnavailableException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A load test: many listeners of one stream, each of which can prove that it got every byte, and how late.
 *
 * <pre>
 *   ramp: all connect   settle                measured                    the stopped ones read on
 *   ├──────────────────┼──────────┬─────────┼───────────────────────────┼──────────────────────┤
 *                                 └ those that are to stop reading do
 * </pre>
 *
 * Thousands of listeners share a few event loops; none waits for another. Each has a verifier of its own (about 400 bytes), histograms
 * are one per loop and added up at the end.
 */
public final class Bench {

    private static final long CATCH_UP_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final Clock clock;
    private final LongSupplier nanoClock;

    /**
     * @param clock compared with the stamps in the stream
     * @param nanoClock measures intervals
     */
    public Bench(Clock clock, LongSupplier nanoClock) {
        this.clock = clock;
        this.nanoClock = nanoClock;
    }

    /**
     * Runs the test on event loops of its own while the calling thread waits; is over early when every listener has ended.
     *
     * @param server tells what the server uses, if that is wanted
     * @throws UnavailableException if the host has no address, or the server does not tell
     * @throws IllegalArgumentException if the plan does not fit the host's address
     */
    public BenchResult run(BenchPlan plan, Optional<ServerProbe> server)
            throws UnavailableException, InterruptedException {
        InetSocketAddress address = new InetSocketAddress(plan.stream().getHost(), plan.port());
        if (address.isUnresolved()) {
            throw new UnavailableException("cannot connect to " + plan.stream() + ": unknown host");
        }
        SourceAddresses sources = SourceAddresses.of(
                address.getAddress(), plan.engine().addresses(), plan.crowd().listeners());
        Meter meter = new Meter(server);
        Progress progress = new Progress(plan.crowd().listeners(), plan.crowd().stopped());
        List<BenchLoop> loops = new ArrayList<>();
        String transportName;
        try (BenchTransport transport = BenchTransport.open(plan.engine())) {
            transportName = transport.name();
            transport
                    .loops()
                    .forEach(loop -> loops.add(
                            new BenchLoop(loop, clock, nanoClock, PooledByteBufAllocator.DEFAULT, plan, progress)));
            start(plan, transport.bootstrap(plan).remoteAddress(address), sources, loops);
            measure(plan, progress, loops, meter);
            onEach(loops, BenchLoop::finish);
        } finally {
            loops.forEach(BenchLoop::release);
        }
        return new Tally(plan, loops).result(transportName, sources.count(), meter);
    }

    private void start(BenchPlan plan, Bootstrap bootstrap, SourceAddresses sources, List<BenchLoop> loops) {
        long now = nanoClock.getAsLong();
        for (int i = 0; i < loops.size(); i++) {
            BenchLoop loop = loops.get(i);
            loop.eventLoop().execute(new Ramp(loop, bootstrap, sources, plan, i, loops.size(), now));
        }
    }

    private static void measure(BenchPlan plan, Progress progress, List<BenchLoop> loops, Meter meter)
            throws UnavailableException, InterruptedException {
        BenchPlan.Timing timing = plan.timing();
        progress.awaitConnected();
        progress.awaitEnds(timing.settle().toNanos() / 2);
        onEach(loops, BenchLoop::stopReaders);
        progress.awaitEnds(timing.settle().toNanos() / 2);
        meter.open();
        onEach(loops, BenchLoop::openWindow);
        progress.awaitEnds(timing.duration().toNanos());
        meter.close();
        onEach(loops, BenchLoop::closeWindow);
        onEach(loops, BenchLoop::catchUp);
        progress.awaitCaughtUp(CATCH_UP_NANOS);
    }

    private static void onEach(List<BenchLoop> loops, Consumer<BenchLoop> task) throws InterruptedException {
        for (BenchLoop loop : loops) {
            loop.run(task);
        }
    }
}
