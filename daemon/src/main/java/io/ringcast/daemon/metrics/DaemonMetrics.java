package io.ringcast.daemon.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.ringcast.daemon.fanout.FanoutObserver;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.output.AnnounceAccount;
import io.ringcast.daemon.output.Output;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.source.SourceObserver;
import io.ringcast.daemon.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * All metrics of the daemon: hands out the observers that record, and writes everything out when asked.
 *
 * <pre>
 *   Fanout ──────────► fanout()          ┐
 *   SourceSupervisor ► source(name, n)   ├─► counters, histograms ─┐
 *   HttpServer ──────► refusals(reason)  ┘                         ├─► scrape(accept) ─► GET /metrics
 *   ChunkPool, ObservedSource ── read on each scrape ──────────────┘
 * </pre>
 *
 * <p>Ringcast's own metrics are registered with the Prometheus client itself, because micrometer would rename them and add others; JVM,
 * process and Netty come through micrometer's binders. A series that was counted for a source stays until the daemon stops, though
 * the source goes; what is read from snapshots goes with it. Thread-safe.
 */
public final class DaemonMetrics implements AutoCloseable {

    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final int USUAL_BYTES = 32 * 1024;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusMeterRegistry platformRegistry;
    private final PlatformMeters platform;
    private final Supplier<? extends Collection<? extends ObservedSource>> sources;
    private final Supplier<? extends Collection<Output>> others;
    private final FanoutMeters fanout;
    private final DurationsFamily jitter;
    private final Counter refusals;
    private final Counter inputFailures;
    private final Counter inputSwitches;
    private final LongConsumer missedEvents;
    private final AnnounceAccount announcements = new AnnounceAccount();
    private final ExpositionFormatWriter text =
            PrometheusTextFormatWriter.builder().build();
    private final ExpositionFormatWriter openMetrics =
            OpenMetricsTextFormatWriter.builder().build();

    /** Counts refusals for one reason. Any thread, without garbage. */
    @FunctionalInterface
    public interface RefusalCounter {
        void increment();
    }

    /**
     * @param transport whose event loops and allocator are measured
     * @param pool the memory of all rings
     * @param sources those that run now; asked on each scrape
     * @param others outputs of no such source; asked on each scrape
     * @param droppedLogLines lines that the log has dropped since the daemon started
     * @param certificateExpiry when the certificate of its ports expires; asked on each scrape
     */
    public DaemonMetrics(
            Build build,
            Transport transport,
            ChunkPool pool,
            Supplier<? extends Collection<? extends ObservedSource>> sources,
            Supplier<? extends Collection<Output>> others,
            LongSupplier droppedLogLines,
            Supplier<Optional<Instant>> certificateExpiry) {
        this.sources = sources;
        this.others = others;
        Meters meters = new Meters(registry);
        refusals = meters.counter(Metric.REFUSALS);
        inputFailures = meters.counter(Metric.INPUT_FAILURES);
        inputSwitches = meters.counter(Metric.INPUT_SWITCHES);
        Counter missed = meters.counter(Metric.EVENTS_MISSED);
        missedEvents = missed::inc;
        fanout = new FanoutMeters(meters, refusals);
        jitter = meters.histogram(
                Metric.DATAGRAM_JITTER, 25e-6, 50e-6, 100e-6, 250e-6, 500e-6, 1e-3, 2.5e-3, 5e-3, 10e-3, 25e-3, 100e-3);
        new Gauges(meters, sources, others).register(pool);
        meters.counted(Metric.ANNOUNCEMENTS, this::announced);
        meters.counted(Metric.LOG_LINES_DROPPED, values -> values.add(droppedLogLines.getAsLong()));
        meters.gauge(
                Metric.CERTIFICATE_EXPIRY,
                values -> certificateExpiry.get().ifPresent(expires -> values.add(expires.getEpochSecond())));
        meters.info(Metric.BUILD_INFO, build.version(), build.transport(), build.netty(), build.java());
        platformRegistry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, registry, Clock.SYSTEM);
        platform = new PlatformMeters(platformRegistry, transport);
    }

    /** Counts what happens to listeners. */
    public FanoutObserver fanout() {
        return fanout;
    }

    /**
     * Counts what happens to the inputs of a source.
     *
     * @param inputs how many it has
     */
    public SourceObserver source(String name, int inputs) {
        return new SourceMeters(name, inputs, inputFailures, inputSwitches);
    }

    /** Takes the nanoseconds by which datagrams of an output left at another moment than they were due. Any thread, without garbage. */
    public LongConsumer jitter(OutputAccount output) {
        return jitter.labelValues(output.source(), output.output())::add;
    }

    /** Counts clients that are turned away before they reach a source; the series stands at 0 from now on. */
    public RefusalCounter refusals(String reason) {
        CounterDataPoint counter = refusals.labelValues(reason);
        return counter::inc;
    }

    /** Takes how many events somebody who follows them did not take in time. Any thread, without garbage. */
    public LongConsumer missedEvents() {
        return missedEvents;
    }

    /** Counts what comes of announcements. */
    public AnnounceAccount announcements() {
        return announcements;
    }

    /**
     * Writes all metrics out: in the text format of Prometheus, or as OpenMetrics for a client that asks for it. Takes milliseconds and reads
     * files of the system, so never on an event loop.
     *
     * @param accept what the client takes, the value of its {@code Accept}; {@code ""} when it does not say
     */
    public Scrape scrape(String accept) {
        List<OutputAccount> accounts = new ArrayList<>();
        sources.get().forEach(source -> source.outputs().forEach(output -> accounts.add(output.account())));
        others.get().forEach(output -> accounts.add(output.account()));
        fanout.know(accounts);
        ExpositionFormatWriter writer = accept.contains(OPEN_METRICS) ? openMetrics : text;
        ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_BYTES);
        try {
            writer.write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Scrape(writer.getContentType(), out.toByteArray());
    }

    private void announced(Meters.Values values) {
        for (AnnounceAccount.Protocol protocol : AnnounceAccount.Protocol.values()) {
            for (AnnounceAccount.Result result : AnnounceAccount.Result.values()) {
                values.add(announcements.counted(protocol, result), protocol.word(), result.word());
            }
        }
    }

    @Override
    public void close() {
        platform.close();
        platformRegistry.close();
    }
}
