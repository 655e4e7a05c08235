package io.ringcast.daemon.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.daemon.fanout.FanoutObserver;
import io.ringcast.daemon.fanout.ListenerEnd;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.fanout.Side;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts what happens to listeners. Every series of an output is looked up once, when the output is first seen; after that an event costs a
 * look into a map and an addition, without garbage. Thread-safe and without locks.
 */
final class FanoutMeters implements FanoutObserver {

    private final DurationsFamily lag;
    private final DurationsFamily join;
    private final Counter ends;
    private final Counter slowEnds;
    private final CounterDataPoint overruns;
    private final Map<Refusal, CounterDataPoint> refusals = new EnumMap<>(Refusal.class);
    private final Map<OutputAccount, OutputMeters> outputs = new ConcurrentHashMap<>();

    private record OutputMeters(
            Durations lag,
            Durations join,
            Map<EndReason, CounterDataPoint> ends,
            Map<Side, CounterDataPoint> slowEnds) {}

    FanoutMeters(Meters meters, Counter refusals) {
        lag = meters.histogram(Metric.LISTENER_LAG, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60);
        join = meters.histogram(Metric.JOIN, 0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10);
        ends = meters.counter(Metric.LISTENER_ENDS);
        slowEnds = meters.counter(Metric.SLOW_LISTENER_ENDS);
        Counter tickOverruns = meters.counter(Metric.TICK_OVERRUNS);
        overruns = tickOverruns.labelValues();
        for (Refusal reason : Refusal.values()) {
            this.refusals.put(reason, refusals.labelValues(reason.word()));
        }
    }

    /** Makes the series of {@code accounts} stand at 0 before anything happens, and forgets accounts that are none of them. */
    void know(Collection<OutputAccount> accounts) {
        accounts.forEach(this::of);
        outputs.keySet().retainAll(accounts);
    }

    @Override
    public void onJoined(OutputAccount account, long waitedNanos) {
        of(account).join.add(waitedNanos);
    }

    @Override
    public void onLag(OutputAccount account, long lagNanos) {
        of(account).lag.add(lagNanos);
    }

    @Override
    public void onEnded(ListenerEnd end) {
        OutputMeters output = of(end.listener().account());
        increment(output.ends, end.reason());
        if (end.side().isPresent()) {
            increment(output.slowEnds, end.side().get());
        }
    }

    @Override
    public void onRefused(OutputAccount account, Refusal reason) {
        increment(refusals, reason);
    }

    @Override
    public void onOverrun(long waitedNanos) {
        overruns.inc();
    }

    @Override
    public void onStretched(int factor, double share) {
        // The overruns that come with it are counted.
    }

    private OutputMeters of(OutputAccount account) {
        OutputMeters known = outputs.get(account);
        return known != null ? known : outputs.computeIfAbsent(account, this::meters);
    }

    private OutputMeters meters(OutputAccount account) {
        String source = account.source();
        String output = account.output();
        String kind = account.kind();
        Map<EndReason, CounterDataPoint> byReason = new EnumMap<>(EndReason.class);
        for (EndReason reason : EndReason.values()) {
            byReason.put(reason, ends.labelValues(source, output, kind, reason.word()));
        }
        Map<Side, CounterDataPoint> bySide = new EnumMap<>(Side.class);
        for (Side side : Side.values()) {
            bySide.put(side, slowEnds.labelValues(source, output, kind, side.word()));
        }
        return new OutputMeters(
                lag.labelValues(source, output, kind), join.labelValues(source, output, kind), byReason, bySide);
    }

    private static <R extends Enum<R>> void increment(Map<R, CounterDataPoint> counters, R reason) {
        CounterDataPoint counter = counters.get(reason);
        if (counter != null) {
            counter.inc();
        }
    }
}
