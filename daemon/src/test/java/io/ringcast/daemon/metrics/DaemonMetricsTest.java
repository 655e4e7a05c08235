package io.ringcast.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.config.Policy;
import io.ringcast.daemon.fanout.Delivery;
import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.daemon.fanout.FanoutObserver;
import io.ringcast.daemon.fanout.ListenerEnd;
import io.ringcast.daemon.fanout.ListenerSnapshot;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.fanout.Side;
import io.ringcast.daemon.output.DatagramAccount;
import io.ringcast.daemon.output.Output;
import io.ringcast.daemon.output.RecordingAccount;
import io.ringcast.daemon.ring.RingLimit;
import io.ringcast.daemon.source.DatagramTally;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.SegmentTally;
import io.ringcast.daemon.source.SourceObserver;
import io.ringcast.daemon.source.SourceSnapshot;
import io.ringcast.daemon.source.SourceState;
import io.ringcast.daemon.source.TransportSnapshot;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.daemon.testing.Bench;
import io.ringcast.daemon.transport.TransportKind;
import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.mpegts.TsError;
import io.ringcast.protocol.mpegts.TsReport;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class DaemonMetricsTest {

    private static final int MIB = 1 << 20;
    private static final Build BUILD = new Build("1.2.3", "nio", "4.2.18", "17");
    private static final InputFailure CONNECT = InputFailure.passing(InputFailure.Reason.CONNECT, "refused");
    private static final String[] LAN = {"source", "test", "output", "lan", "kind", "tcp"};

    private final Bench bench = new Bench(TransportKind.NIO, 64 * MIB, RingLimit.ofBytes(16 * MIB));
    private final List<ObservedSource> sources = new CopyOnWriteArrayList<>();
    private final OutputAccount lan = new OutputAccount("test", "lan", "tcp");
    private final DaemonMetrics metrics = new DaemonMetrics(
            BUILD, bench.transport, bench.pool, () -> sources, List::of, () -> 7, () -> Optional.of(Instant.EPOCH));

    @AfterEach
    void closeAndLookForLeaks() {
        metrics.close();
        bench.close();
        LeakPresenceDetector.check();
    }

    @Test
    void everyDeclaredMetricIsThereUnderItsNameWithItsTypeLabelsAndSentence() {
        sources.add(new Observed(streaming(1, Optional.of(Instant.EPOCH))));
        SourceObserver inputs = metrics.source("test", 2);
        inputs.onFailed(0, CONNECT, false);
        metrics.jitter(lan).accept(1_000);

        Exposition scraped = scrape();

        Map<String, String> declared = new LinkedHashMap<>();
        for (Metric metric : Metric.values()) {
            declared.put(
                    metric.metricName(),
                    metric.type() == Metric.Type.INFO ? "gauge" : metric.type().word());
            assertThat(scraped.labels(metric.metricName()))
                    .as(metric.metricName())
                    .containsExactlyInAnyOrderElementsOf(metric.labels());
            assertThat(scraped.sentences).containsEntry(metric.metricName(), metric.sentence());
        }
        Map<String, String> own = new LinkedHashMap<>(scraped.types);
        own.keySet().removeIf(name -> !name.startsWith("ringcast_"));
        assertThat(own).containsExactlyInAnyOrderEntriesOf(declared);
    }

    @Test
    void everyClosedListStandsAtZeroBeforeAnythingHappens() {
        sources.add(new Observed(streaming(0, Optional.empty())));
        SourceObserver inputs = metrics.source("test", 2);

        Exposition scraped = scrape();

        assertThat(inputs).isNotNull();
        for (EndReason reason : EndReason.values()) {
            assertThat(scraped.value("ringcast_listener_ends_total", with(LAN, "reason", reason.word())))
                    .isZero();
        }
        for (Refusal reason : Refusal.values()) {
            assertThat(scraped.value("ringcast_refusals_total", "reason", reason.word()))
                    .isZero();
        }
        for (InputFailure.Reason reason : InputFailure.Reason.values()) {
            assertThat(scraped.value("ringcast_input_failures_total", "source", "test", "reason", reason.word()))
                    .isZero();
        }
        assertThat(scraped.value("ringcast_input_switches_total", "source", "test", "reason", "ended"))
                .isZero();
        assertThat(scraped.value("ringcast_listener_lag_seconds_count", LAN)).isZero();
        assertThat(scraped.value("ringcast_tick_overruns_total")).isZero();
        assertThat(scraped.has("ringcast_input_last_byte_timestamp_seconds")).isFalse();
    }

    @Test
    void countsWhatObserversAreTold() {
        sources.add(new Observed(streaming(0, Optional.empty())));
        FanoutObserver fanout = metrics.fanout();
        SourceObserver inputs = metrics.source("test", 2);

        fanout.onJoined(lan, 300_000_000L);
        fanout.onLag(lan, 40_000_000L);
        fanout.onLag(lan, 4_000_000_000L);
        fanout.onEnded(end(EndReason.LAPPED));
        fanout.onEnded(end(EndReason.LAPPED));
        fanout.onRefused(lan, Refusal.FULL);
        fanout.onOverrun(1);
        inputs.onFailed(0, CONNECT, false);
        inputs.onSwitched(0, 1, "connect");
        metrics.refusals("host").increment();

        Exposition scraped = scrape();
        assertThat(scraped.value("ringcast_join_seconds_sum", LAN)).isEqualTo(0.3);
        assertThat(scraped.value("ringcast_join_seconds_bucket", with(LAN, "le", "0.25")))
                .isZero();
        assertThat(scraped.value("ringcast_join_seconds_bucket", with(LAN, "le", "0.5")))
                .isEqualTo(1);
        assertThat(scraped.value("ringcast_listener_lag_seconds_bucket", with(LAN, "le", "0.05")))
                .isEqualTo(1);
        assertThat(scraped.value("ringcast_listener_lag_seconds_bucket", with(LAN, "le", "+Inf")))
                .isEqualTo(2);
        assertThat(scraped.value("ringcast_listener_ends_total", with(LAN, "reason", "lapped")))
                .isEqualTo(2);
        assertThat(scraped.value("ringcast_slow_listener_ends_total", with(LAN, "side", "path")))
                .isEqualTo(2);
        assertThat(scraped.value("ringcast_slow_listener_ends_total", with(LAN, "side", "peer")))
                .isZero();
        assertThat(scraped.value("ringcast_refusals_total", "reason", "full")).isEqualTo(1);
        assertThat(scraped.value("ringcast_refusals_total", "reason", "host")).isEqualTo(1);
        assertThat(scraped.value("ringcast_tick_overruns_total")).isEqualTo(1);
        assertThat(scraped.value("ringcast_input_failures_total", "source", "test", "reason", "connect"))
                .isEqualTo(1);
        assertThat(scraped.value("ringcast_input_switches_total", "source", "test", "reason", "connect"))
                .isEqualTo(1);
    }

    @Test
    void readsSnapshotsOfSourcesOutputsAndMemory() {
        sources.add(new Observed(streaming(1, Optional.of(Instant.ofEpochMilli(1_500)))));
        bench.begin(Format.OPAQUE, false);
        bench.write(new byte[MIB]);

        Exposition scraped = scrape();

        assertThat(scraped.value("ringcast_ingest_bytes_total", "source", "test"))
                .isEqualTo(4711);
        assertThat(scraped.value("ringcast_input_last_byte_timestamp_seconds", "source", "test"))
                .isEqualTo(1.5);
        assertThat(scraped.value("ringcast_input_up", "source", "test", "input", "0"))
                .isZero();
        assertThat(scraped.value("ringcast_input_up", "source", "test", "input", "1"))
                .isEqualTo(1);
        assertThat(scraped.value("ringcast_input_active", "source", "test", "input", "1"))
                .isEqualTo(1);
        assertThat(scraped.value("ringcast_output_up", LAN)).isEqualTo(1);
        assertThat(scraped.value("ringcast_listeners", LAN)).isZero();
        assertThat(scraped.value("ringcast_ts_errors_total", "source", "test", "error", "continuity"))
                .isEqualTo(5);
        assertThat(scraped.value("ringcast_ts_errors_total", "source", "test", "error", "pcr-accuracy"))
                .isZero();
        assertThat(scraped.value("ringcast_ts_bits_per_second", "source", "test"))
                .isEqualTo(2e6);
        assertThat(scraped.value("ringcast_ts_pcr_interval_seconds", "source", "test"))
                .isEqualTo(0.04);
        assertThat(scraped.value("ringcast_ts_pcr_jitter_seconds", "source", "test"))
                .isEqualTo(0.007);
        assertThat(scraped.value("ringcast_ring_bytes", "source", "test")).isBetween(1.0 * MIB, 2.0 * MIB);
        assertThat(scraped.value("ringcast_memory_bytes", "use", "rings")).isBetween(1.0 * MIB, 2.0 * MIB);
        assertThat(scraped.value("ringcast_memory_bytes", "use", "in-flight")).isZero();
        assertThat(scraped.value("ringcast_memory_limit_bytes")).isEqualTo(64.0 * MIB);
        assertThat(scraped.value("ringcast_log_lines_dropped_total")).isEqualTo(7);
        assertThat(scraped.value(
                        "ringcast_build_info", "version", "1.2.3", "transport", "nio", "netty", "4.2.18", "java", "17"))
                .isEqualTo(1);
    }

    @Test
    void gaugesGoWithTheirSourceAndCountersStay() {
        ObservedSource source = new Observed(streaming(0, Optional.empty()));
        sources.add(source);
        metrics.fanout().onEnded(end(EndReason.PEER_CLOSED));
        assertThat(scrape().has("ringcast_listeners")).isTrue();

        sources.remove(source);

        Exposition scraped = scrape();
        assertThat(scraped.has("ringcast_listeners")).isFalse();
        assertThat(scraped.value("ringcast_listener_ends_total", with(LAN, "reason", "peer-closed")))
                .isEqualTo(1);
        metrics.fanout().onEnded(end(EndReason.PEER_CLOSED));
        assertThat(scrape().value("ringcast_listener_ends_total", with(LAN, "reason", "peer-closed")))
                .isEqualTo(2);
    }

    @Test
    void speaksOfTheJvmTheProcessTheAllocatorAndTheLoops() {
        assertThat(scrape().types.keySet())
                .contains(
                        "jvm_memory_used_bytes",
                        "jvm_gc_memory_allocated_bytes_total",
                        "jvm_threads_live_threads",
                        "jvm_info",
                        "process_cpu_usage",
                        "process_files_open_files",
                        "process_uptime_seconds",
                        "netty_allocator_memory_used",
                        "netty_eventexecutor_tasks_pending");
    }

    @Test
    void writesOpenMetricsForWhoAsksForIt() {
        Scrape scrape = metrics.scrape("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5");

        assertThat(scrape.mediaType()).startsWith("application/openmetrics-text; version=1.0.0");
        assertThat(new String(scrape.body(), StandardCharsets.UTF_8))
                .contains("# TYPE ringcast_build info\n", "ringcast_build_info{")
                .endsWith("# EOF\n");
        assertThat(metrics.scrape("text/plain").mediaType()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    }

    @Test
    void recordingMakesNoGarbage() {
        FanoutObserver fanout = metrics.fanout();
        ListenerEnd end = end(EndReason.PEER_CLOSED);
        for (int i = 0; i < 10; i++) {
            record(fanout, end);
        }

        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        record(fanout, end);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        // 80,000 events: one object each would be more than a megabyte.
        assertThat(allocated).isLessThan(10_000);
    }

    @Test
    void theReferenceHasARowForEveryMetric() {
        String reference = MetricReference.markdown();

        assertThat(reference)
                .contains(
                        "| `ringcast_refusals_total` | counter | `reason` | Clients that were not let in, by reason. |\n");
        for (Metric metric : Metric.values()) {
            assertThat(reference).contains("| `" + metric.metricName() + "` | ");
        }
    }

    private void record(FanoutObserver fanout, ListenerEnd end) {
        for (int i = 0; i < 20_000; i++) {
            fanout.onJoined(lan, i);
            fanout.onLag(lan, i);
            fanout.onEnded(end);
            fanout.onRefused(lan, Refusal.FULL);
        }
    }

    private Exposition scrape() {
        return new Exposition(metrics.scrape("").body());
    }

    private ListenerEnd end(EndReason reason) {
        ListenerSnapshot listener = new ListenerSnapshot(
                1,
                lan,
                "[::1]:1",
                "",
                Instant.EPOCH,
                Duration.ofSeconds(1),
                Policy.SKIP,
                1,
                0,
                Duration.ZERO,
                0,
                0,
                Delivery.UNKNOWN);
        return new ListenerEnd(listener, Instant.EPOCH, reason, Optional.of(Side.PATH), "");
    }

    private static SourceSnapshot streaming(int input, Optional<Instant> lastByte) {
        SourceSnapshot.InputStatus status =
                new SourceSnapshot.InputStatus("http://origin.example/", 0, Optional.empty());
        return new SourceSnapshot(
                new SourceState.Streaming(input, Instant.EPOCH),
                input,
                -1,
                List.of(status, status),
                4711,
                lastByte,
                false);
    }

    private static String[] with(String[] labels, String name, String value) {
        List<String> all = new ArrayList<>(List.of(labels));
        all.addAll(List.of(name, value));
        return all.toArray(String[]::new);
    }

    /** A stream with 5 continuity errors, and clocks on one PID. */
    private static final TsReport REPORT = new TsReport(
            10,
            true,
            13_297,
            2_000_000,
            0,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(new TsReport.PidReport(
                    0x100,
                    "H264",
                    "",
                    1,
                    13_297,
                    2_000_000,
                    1,
                    5,
                    0,
                    0,
                    Optional.of(new TsReport.ClockReport(100, 30, 40, 0, Optional.of(7.0), Optional.empty())))),
            Arrays.stream(TsError.values())
                    .map(error ->
                            new TsReport.ErrorCount(error.number(), error.title(), error == TsError.CONTINUITY ? 5 : 0))
                    .toList());

    private final class Observed implements ObservedSource, Output {

        private final SourceSnapshot status;

        Observed(SourceSnapshot status) {
            this.status = status;
        }

        @Override
        public Stream stream() {
            return bench.splice.stream();
        }

        @Override
        public SourceSnapshot status() {
            return status;
        }

        @Override
        public Optional<RecordingAccount> recordings() {
            return Optional.of(new RecordingAccount(lan));
        }

        @Override
        public Optional<DatagramAccount> datagrams() {
            return Optional.of(new DatagramAccount(lan));
        }

        @Override
        public List<Optional<DatagramTally>> datagramInputs() {
            return List.of(Optional.of(DatagramTally.NONE), Optional.empty());
        }

        @Override
        public List<Optional<SegmentTally>> segmentInputs() {
            return List.of(Optional.of(new SegmentTally()), Optional.empty());
        }

        @Override
        public Optional<TransportSnapshot> transport() {
            return Optional.of(new TransportSnapshot(REPORT, 2_000_000));
        }

        @Override
        public List<Output> outputs() {
            return List.of(this);
        }

        @Override
        public OutputAccount account() {
            return lan;
        }

        @Override
        public String url() {
            return "tcp://:5000";
        }

        @Override
        public boolean up() {
            return true;
        }
    }
}
