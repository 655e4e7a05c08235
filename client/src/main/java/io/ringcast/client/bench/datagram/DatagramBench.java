package io.ringcast.client.bench.datagram;

import io.ringcast.client.UnavailableException;
import io.ringcast.client.bench.BenchResult.Percentiles;
import io.ringcast.client.bench.BenchResult.Spread;
import io.ringcast.client.bench.BenchResult.Trouble;
import io.ringcast.client.bench.datagram.ReceiverLoop.Phase;
import io.ringcast.protocol.counter.CounterReport;
import io.ringcast.protocol.counter.LatencyHistogram;
import io.ringcast.protocol.rtp.DatagramCounts;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * A load test of datagrams: many sockets join a group, each gets its own copy of what is sent there, and looks whether it is all there.
 *
 * <pre>
 *   ramp: all open       settle                measured
 *   ├──────────────────┼────────────────────┼───────────────────────────┤
 * </pre>
 *
 * Nobody can be stopped or slow for the sender here: who does not read loses datagrams in his own socket, and the kernel counts them.
 */
public final class DatagramBench {

    /** Who gets less than this part of what is due is behind. */
    private static final double ENOUGH = 0.98;

    private final Clock clock;
    private final LongSupplier nanoClock;

    /**
     * @param clock compared with the stamps of a counter stream
     * @param nanoClock measures intervals
     */
    public DatagramBench(Clock clock, LongSupplier nanoClock) {
        this.clock = clock;
        this.nanoClock = nanoClock;
    }

    /**
     * Runs the test on threads of its own while the calling thread waits.
     *
     * @throws UnavailableException if no receiver could be opened
     */
    public DatagramResult run(DatagramPlan plan) throws IOException, InterruptedException {
        CountDownLatch opening = new CountDownLatch(plan.receivers());
        int port = plan.stream().address().getPort();
        List<ReceiverLoop> loops = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        try {
            long now = nanoClock.getAsLong();
            int count = Math.min(plan.threads(), plan.receivers());
            for (int i = 0; i < count; i++) {
                ReceiverLoop loop = new ReceiverLoop(plan, i, count, clock, nanoClock, now, opening);
                loops.add(loop);
                Thread thread = new Thread(loop, "bench-datagrams-" + i);
                thread.setDaemon(true);
                threads.add(thread);
            }
            threads.forEach(Thread::start);
            opening.await();
            Thread.sleep(plan.settle().toMillis());
            loops.forEach(loop -> loop.enter(Phase.MEASURING));
            Thread.sleep(plan.duration().toMillis());
            Optional<Long> drops = SocketDrops.of(port);
            end(loops, threads);
            return result(plan, loops, drops);
        } finally {
            end(loops, threads);
            for (ReceiverLoop loop : loops) {
                loop.close();
            }
        }
    }

    private static void end(List<ReceiverLoop> loops, List<Thread> threads) throws InterruptedException {
        loops.forEach(loop -> loop.enter(Phase.OVER));
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static DatagramResult result(DatagramPlan plan, List<ReceiverLoop> loops, Optional<Long> drops)
            throws UnavailableException {
        List<Receiver> all =
                loops.stream().flatMap(loop -> loop.receivers().stream()).toList();
        List<Trouble> troubles = troubles(loops);
        if (all.isEmpty()) {
            throw new UnavailableException(
                    troubles.isEmpty() ? "no socket" : troubles.get(0).reason());
        }
        double seconds =
                loops.stream().mapToDouble(ReceiverLoop::windowSeconds).max().orElse(0);
        Spread rates = spread(all, receiver -> receiver.windowBytes() * 8 / seconds);
        double due = plan.bitsPerSecond() > 0 ? plan.bitsPerSecond() : rates.median();
        boolean rtp = all.stream().anyMatch(Receiver::isRtp);
        boolean some = all.stream().anyMatch(receiver -> !receiver.isSilent());
        return new DatagramResult(
                plan.stream().url(),
                rtp ? "rtp" : some ? "raw" : "",
                all.stream().anyMatch(Receiver::isCounter) ? "counter" : some ? "mpegts" : "",
                seconds,
                plan.receivers(),
                all.size(),
                count(all, Receiver::isSilent),
                count(all, Receiver::isInexact),
                count(all, receiver -> !receiver.isSilent() && receiver.isStalled()),
                count(all, receiver -> !receiver.isSilent() && isUnder(receiver, due, seconds)),
                due,
                rates,
                all.stream().map(Receiver::counts).reduce(DatagramCounts.NONE, DatagramCounts::plus),
                sum(all, Receiver::oddSizes),
                sum(all, Receiver::broken),
                sum(all, Receiver::continuityErrors),
                all.stream().map(Receiver::report).reduce(CounterReport.NONE, CounterReport::plus),
                drops,
                Percentiles.of(sum(loops.stream().map(ReceiverLoop::gaps))),
                rtp ? Optional.of(spread(all, Receiver::jitterMillis)) : Optional.empty(),
                Percentiles.of(sum(loops.stream().map(ReceiverLoop::latencies))),
                spread(all, receiver -> receiver.longestSilenceNanos() / 1e6),
                loops.stream().mapToInt(ReceiverLoop::receiveBuffer).max().orElse(0),
                troubles);
    }

    /** Datagrams come in batches: as much as comes between two of them may be missing at the end. */
    private static boolean isUnder(Receiver receiver, double due, double seconds) {
        double counted = seconds - receiver.longestSilenceNanos() / 1e9;
        return receiver.windowBytes() * 8 < ENOUGH * due * counted;
    }

    private static List<Trouble> troubles(List<ReceiverLoop> loops) {
        Map<String, Integer> byReason = new HashMap<>();
        loops.stream()
                .flatMap(loop -> loop.failures().stream())
                .forEach(reason -> byReason.merge(reason, 1, Integer::sum));
        return byReason.entrySet().stream()
                .map(entry -> new Trouble(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingInt(Trouble::listeners).reversed().thenComparing(Trouble::reason))
                .toList();
    }

    private static int count(List<Receiver> receivers, Predicate<Receiver> which) {
        return Math.toIntExact(receivers.stream().filter(which).count());
    }

    private static long sum(List<Receiver> receivers, ToLongFunction<Receiver> what) {
        return receivers.stream().mapToLong(what).sum();
    }

    private static Spread spread(List<Receiver> receivers, ToDoubleFunction<Receiver> quantity) {
        return Spread.of(receivers.stream().mapToDouble(quantity).sorted().toArray());
    }

    private static LatencyHistogram sum(Stream<LatencyHistogram> histograms) {
        LatencyHistogram sum = new LatencyHistogram();
        histograms.forEach(sum::add);
        return sum;
    }
}
