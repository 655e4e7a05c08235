package io.ringcast.client.bench;

import io.ringcast.client.bench.BenchListener.Fate;
import io.ringcast.client.bench.BenchLoop.Newest;
import io.ringcast.client.bench.BenchResult.Audience;
import io.ringcast.client.bench.BenchResult.Moment;
import io.ringcast.client.bench.BenchResult.Percentiles;
import io.ringcast.client.bench.BenchResult.Spread;
import io.ringcast.client.bench.BenchResult.Trouble;
import io.ringcast.protocol.counter.CounterPacket;
import io.ringcast.protocol.counter.CounterReport;
import io.ringcast.protocol.counter.LatencyHistogram;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Adds up what the loops of a load test counted, when they have stopped. */
final class Tally {

    /** Who gets less than this part of the source's rate is behind. */
    private static final double ENOUGH = 0.98;

    private final BenchPlan plan;
    private final List<BenchLoop> loops;
    private final double seconds;
    private final double sourceBitsPerSecond;

    Tally(BenchPlan plan, List<BenchLoop> loops) {
        this.plan = plan;
        this.loops = loops;
        this.seconds =
                loops.stream().mapToDouble(BenchLoop::windowSeconds).max().orElse(0);
        this.sourceBitsPerSecond =
                plan.checks().bitsPerSecond() > 0 ? plan.checks().bitsPerSecond() : seenRate();
    }

    BenchResult result(String transport, int addresses, Meter meter) {
        Audience healthy = audience(Role.HEALTHY);
        return new BenchResult(
                plan.stream().toString(),
                transport,
                loops.size(),
                addresses,
                plan.checks().opaque(),
                seconds,
                sourceBitsPerSecond,
                healthy,
                optional(Role.STOPPED),
                optional(Role.SLOW),
                Percentiles.of(sum(loops.stream()
                        .flatMap(loop -> loop.timeline().slots().stream())
                        .map(Timeline.Slot::latencies))),
                Percentiles.of(sum(loops.stream().map(BenchLoop::connectTimes))),
                Percentiles.of(sum(loops.stream().map(BenchLoop::firstByteTimes))),
                timeline(),
                meter.server(healthy.bytes(), seconds),
                meter.load(healthy.bytes(), seconds),
                troubles());
    }

    /** By number and stamp of the newest packets at both ends: exact, however they were batched. */
    private double seenRate() {
        Newest first = newest(loops.stream().map(BenchLoop::newestAtOpen));
        Newest last = newest(loops.stream().map(BenchLoop::newestAtClose));
        long micros = last.stampMicros() - first.stampMicros();
        return first.sequence() < 0 || micros <= 0
                ? 0
                : (last.sequence() - first.sequence()) * CounterPacket.SIZE * 8e6 / micros;
    }

    private static Newest newest(Stream<Newest> each) {
        return each.max(Comparator.comparingLong(Newest::sequence)).orElse(Newest.NONE);
    }

    private Optional<Audience> optional(Role role) {
        Audience audience = audience(role);
        return audience.listeners() == 0 ? Optional.empty() : Optional.of(audience);
    }

    private Audience audience(Role role) {
        List<BenchListener> all =
                listeners().filter(listener -> listener.role() == role).toList();
        List<BenchListener> connected =
                all.stream().filter(BenchListener::isConnected).toList();
        List<BenchListener> gone = connected.stream()
                .filter(listener -> listener.fate() == Fate.ENDED || listener.fate() == Fate.CUT)
                .filter(listener -> listener.report().isPresent())
                .toList();
        List<CounterReport> reports = connected.stream()
                .flatMap(listener -> listener.report().stream())
                .toList();
        long bytes = connected.stream().mapToLong(BenchListener::windowBytes).sum();
        return new Audience(
                all.size(),
                connected.size(),
                count(all, listener -> listener.fate() == Fate.SERVED),
                count(all, listener -> listener.fate() == Fate.ENDED),
                count(all, listener -> listener.fate() == Fate.CUT),
                count(all, listener -> listener.fate() == Fate.REFUSED),
                count(gone, Tally::isWhole),
                count(gone, listener -> !isWhole(listener)),
                count(connected, listener -> listener.bytes() == 0),
                reports.size(),
                count(reports, report -> report.packets() == 0 && report.leadingBytes() > 0),
                count(reports, report -> !report.isExactButForSkips()),
                count(reports, report -> report.skips() > 0),
                reports.stream().reduce(CounterReport.NONE, CounterReport::plus),
                bytes,
                rate(bytes),
                spread(connected, listener -> rate(listener.windowBytes())),
                count(connected, this::isUnderRate),
                count(connected, listener -> listener.stalls() > 0),
                connected.stream().mapToLong(BenchListener::stalls).sum(),
                spread(connected, listener -> listener.longestSilenceNanos() / 1e6));
    }

    private static boolean isWhole(BenchListener listener) {
        return listener.report().orElse(CounterReport.NONE).trailingBytes() == 0;
    }

    /** Bytes come in batches: as much as comes between two of them may be missing at the end. */
    private boolean isUnderRate(BenchListener listener) {
        double counted = seconds - listener.longestSilenceNanos() / 1e9;
        return listener.role() == Role.HEALTHY
                && listener.fate() == Fate.SERVED
                && listener.windowBytes() * 8 < ENOUGH * sourceBitsPerSecond * counted;
    }

    private double rate(long bytes) {
        return seconds > 0 ? bytes * 8 / seconds : 0;
    }

    private List<Moment> timeline() {
        double slotSeconds = Timeline.slotNanos(plan.timing().duration().toNanos()) / 1e9;
        List<Moment> moments = new ArrayList<>();
        for (int i = 0; i * slotSeconds < seconds; i++) {
            int index = i;
            List<Timeline.Slot> slots = loops.stream()
                    .map(loop -> loop.timeline().slots())
                    .filter(all -> index < all.size())
                    .map(all -> all.get(index))
                    .toList();
            double end = Math.min(seconds, (i + 1) * slotSeconds);
            double covered = end - i * slotSeconds;
            // What is left over at the end may be too short to have a rate.
            if (covered > slotSeconds / 2) {
                long bytes = slots.stream().mapToLong(Timeline.Slot::bytes).sum();
                moments.add(new Moment(
                        end,
                        bytes * 8 / covered,
                        Percentiles.of(sum(slots.stream().map(Timeline.Slot::latencies)))));
            }
        }
        return moments;
    }

    private List<Trouble> troubles() {
        Map<String, Integer> byReason = new HashMap<>();
        listeners()
                .filter(listener ->
                        listener.role() == Role.HEALTHY && !listener.reason().isEmpty())
                .forEach(listener -> byReason.merge(listener.reason(), 1, Integer::sum));
        return byReason.entrySet().stream()
                .map(entry -> new Trouble(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingInt(Trouble::listeners).reversed().thenComparing(Trouble::reason))
                .toList();
    }

    private Stream<BenchListener> listeners() {
        return loops.stream().flatMap(loop -> loop.listeners().stream());
    }

    private static <T> int count(List<T> things, Predicate<T> which) {
        return Math.toIntExact(things.stream().filter(which).count());
    }

    private static Spread spread(List<BenchListener> listeners, ToDoubleFunction<BenchListener> quantity) {
        return Spread.of(listeners.stream().mapToDouble(quantity).sorted().toArray());
    }

    private static LatencyHistogram sum(Stream<LatencyHistogram> histograms) {
        LatencyHistogram sum = new LatencyHistogram();
        histograms.forEach(sum::add);
        return sum;
    }
}
