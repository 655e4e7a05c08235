package io.ringcast.daemon.app;

import io.netty.util.Version;
import io.ringcast.daemon.admin.EventReporter;
import io.ringcast.daemon.fanout.EndLog;
import io.ringcast.daemon.fanout.FanoutObserver;
import io.ringcast.daemon.fanout.FanoutObservers;
import io.ringcast.daemon.fanout.ListenerEnd;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.http.HttpServerObserver;
import io.ringcast.daemon.metrics.AccessLog;
import io.ringcast.daemon.metrics.Build;
import io.ringcast.daemon.metrics.DaemonMetrics;
import io.ringcast.daemon.metrics.DaemonMetrics.RefusalCounter;
import io.ringcast.daemon.metrics.ListenerLog;
import io.ringcast.daemon.metrics.ObservedSource;
import io.ringcast.daemon.output.Output;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.source.SourceObserver;
import io.ringcast.daemon.source.SourceObservers;
import io.ringcast.daemon.transport.Transport;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Who is told of what happens: the metrics, the log, and the list of the last ends. */
final class Observation implements AutoCloseable {

    private static final int ENDS_KEPT = 10_000;

    private final EndLog ends = new EndLog(ENDS_KEPT);
    private final Build build;
    private final DaemonMetrics metrics;
    private final ListenerLog listenerLog;
    private final EventReporter events;
    private final FanoutObserver fanout;
    private final HttpServerObserver http;

    /**
     * @param sources those that run now; asked on each scrape
     * @param others outputs of no configured source; asked on each scrape
     * @param accessLog another that is told of ends
     * @param certificateExpiry when the certificate of the ports expires; asked on each scrape
     */
    Observation(
            Transport transport,
            ChunkPool pool,
            Supplier<Collection<? extends ObservedSource>> sources,
            Supplier<Collection<Output>> others,
            LongSupplier droppedLines,
            Optional<AccessLog> accessLog,
            Supplier<Optional<Instant>> certificateExpiry) {
        build = new Build(
                io.ringcast.daemon.app.Version.number(),
                transport.kind().name().toLowerCase(Locale.ROOT),
                Version.identify()
                        .getOrDefault(
                                "netty-common",
                                Version.identify().values().iterator().next())
                        .artifactVersion(),
                Runtime.version().toString());
        metrics = new DaemonMetrics(
                build,
                transport,
                pool,
                sources,
                others,
                () -> droppedLines.getAsLong()
                        + accessLog.map(AccessLog::dropped).orElse(0L),
                certificateExpiry);
        ListenerLog.Later later =
                (task, delay) -> transport.loops().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        listenerLog = new ListenerLog(System::nanoTime, later);
        events = new EventReporter(
                Long.toHexString(System.currentTimeMillis()), Clock.systemUTC(), System::nanoTime, later);
        List<FanoutObserver> told =
                new ArrayList<>(List.of(new EndKeeper(ends), metrics.fanout(), listenerLog, events));
        accessLog.ifPresent(told::add);
        fanout = new FanoutObservers(told);
        http = counting();
    }

    FanoutObserver fanout() {
        return fanout;
    }

    HttpServerObserver http() {
        return http;
    }

    SourceObserver source(String name, int inputs) {
        return new SourceObservers(List.of(metrics.source(name, inputs), events.source(name)));
    }

    EventReporter events() {
        return events;
    }

    EndLog ends() {
        return ends;
    }

    Build build() {
        return build;
    }

    DaemonMetrics metrics() {
        return metrics;
    }

    @Override
    public void close() {
        listenerLog.close();
        metrics.close();
    }

    private HttpServerObserver counting() {
        Map<HttpServerObserver.Refusal, RefusalCounter> counters = new EnumMap<>(HttpServerObserver.Refusal.class);
        for (HttpServerObserver.Refusal reason : HttpServerObserver.Refusal.values()) {
            String word = reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
            counters.put(reason, metrics.refusals("http-" + word));
        }
        return reason -> {
            RefusalCounter counter = counters.get(reason);
            if (counter != null) {
                counter.increment();
            }
        };
    }

    /** Keeps the records of the last ends for the API. */
    private record EndKeeper(EndLog ends) implements FanoutObserver {

        @Override
        public void onJoined(OutputAccount account, long waitedNanos) {
            // Not an end.
        }

        @Override
        public void onLag(OutputAccount account, long lagNanos) {
            // Not an end.
        }

        @Override
        public void onEnded(ListenerEnd end) {
            ends.add(end);
        }

        @Override
        public void onRefused(OutputAccount account, Refusal reason) {
            // It never was a listener.
        }

        @Override
        public void onOverrun(long waitedNanos) {
            // Not an end.
        }

        @Override
        public void onStretched(int factor, double share) {
            // Not an end.
        }
    }
}
