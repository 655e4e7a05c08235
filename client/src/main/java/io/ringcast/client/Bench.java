package io.ringcast.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.ringcast.protocol.counter.CounterPacket;
import io.ringcast.protocol.counter.CounterReport;
import io.ringcast.protocol.counter.LatencyHistogram;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * A load test: many listeners of one counter stream, each of which proves that it got every byte, and how late.
 *
 * <p>Thousands of listeners share a few event loops; none waits for another. Each has a verifier of its own (about 250 bytes), the
 * histograms are one per loop and added up at the end.
 */
public final class Bench {

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
     * Runs the test on event loops of its own while the calling thread waits; ends early when every listener has ended.
     *
     * @throws UnavailableException if the host has no address
     */
    public BenchResult run(BenchPlan plan) throws UnavailableException, InterruptedException {
        InetSocketAddress address = new InetSocketAddress(plan.stream().getHost(), plan.port());
        if (address.isUnresolved()) {
            throw new UnavailableException("cannot connect to " + plan.stream() + ": unknown host");
        }
        long startedNanos = nanoClock.getAsLong();
        try (BenchTransport transport = BenchTransport.open(plan.threads())) {
            CountDownLatch running = new CountDownLatch(plan.listeners());
            List<BenchLoop> loops = start(plan, bootstrap(plan, transport, address), transport.loops(), running);
            running.await(plan.measuredFromNanos() + plan.duration().toNanos(), TimeUnit.NANOSECONDS);
            long endedNanos = nanoClock.getAsLong();
            for (BenchLoop loop : loops) {
                loop.eventLoop().submit(loop::finish).sync();
            }
            return result(plan, transport.name(), loops, (endedNanos - startedNanos) / 1e9);
        }
    }

    private static Bootstrap bootstrap(BenchPlan plan, BenchTransport transport, InetSocketAddress address) {
        return new Bootstrap()
                .channel(transport.channelType())
                .remoteAddress(address)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(plan.connectTimeout().toMillis()));
    }

    private List<BenchLoop> start(
            BenchPlan plan, Bootstrap bootstrap, List<EventLoop> eventLoops, CountDownLatch running) {
        long measuredFromMicros = CounterPacket.micros(clock.instant().plusNanos(plan.measuredFromNanos()));
        List<BenchLoop> loops = new ArrayList<>();
        for (EventLoop eventLoop : eventLoops) {
            loops.add(new BenchLoop(eventLoop, clock, nanoClock, measuredFromMicros, running));
        }
        for (int i = 0; i < plan.listeners(); i++) {
            BenchLoop loop = loops.get(i % loops.size());
            loop.eventLoop().schedule(() -> loop.connect(bootstrap, plan), plan.startNanos(i), TimeUnit.NANOSECONDS);
        }
        return loops;
    }

    private static BenchResult result(BenchPlan plan, String transport, List<BenchLoop> loops, double seconds) {
        List<BenchListener> all =
                loops.stream().flatMap(loop -> loop.listeners().stream()).toList();
        List<BenchListener> connected =
                all.stream().filter(BenchListener::isConnected).toList();
        List<CounterReport> reports =
                connected.stream().map(BenchListener::report).toList();
        CounterReport sum = reports.stream().reduce(CounterReport.NONE, CounterReport::plus);
        return new BenchResult(
                plan.stream().toString(),
                transport,
                plan.listeners(),
                connected.size(),
                count(connected.stream().filter(listener -> listener.trouble().isPresent())),
                count(reports.stream().filter(report -> report.bytes() == 0)),
                count(reports.stream().filter(report -> report.leadingBytes() > 0 && report.packets() == 0)),
                count(reports.stream().filter(report -> !report.isExact())),
                seconds,
                seconds > 0 ? sum.bytes() * 8 / seconds : 0,
                BenchResult.Spread.of(connected.stream()
                        .mapToDouble(BenchListener::bitsPerSecond)
                        .sorted()
                        .toArray()),
                sum,
                BenchResult.Percentiles.of(sum(loops.stream().map(BenchLoop::latencies))),
                BenchResult.Percentiles.of(sum(loops.stream().map(BenchLoop::connectTimes))),
                BenchResult.Percentiles.of(sum(loops.stream().map(BenchLoop::firstByteTimes))),
                troubles(all));
    }

    private static int count(Stream<?> things) {
        return Math.toIntExact(things.count());
    }

    private static LatencyHistogram sum(Stream<LatencyHistogram> histograms) {
        LatencyHistogram sum = new LatencyHistogram();
        histograms.forEach(sum::add);
        return sum;
    }

    private static List<BenchResult.Trouble> troubles(List<BenchListener> listeners) {
        Map<String, Integer> byReason = new HashMap<>();
        for (BenchListener listener : listeners) {
            listener.trouble().ifPresent(reason -> byReason.merge(reason, 1, Integer::sum));
        }
        return byReason.entrySet().stream()
                .map(entry -> new BenchResult.Trouble(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingInt(BenchResult.Trouble::listeners)
                        .reversed()
                        .thenComparing(BenchResult.Trouble::reason))
                .toList();
    }
}
