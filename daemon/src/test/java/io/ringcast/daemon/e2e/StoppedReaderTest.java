package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.daemon.config.Policy;
import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.daemon.fanout.ListenerEnd;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.protocol.counter.CounterReport;
import io.ringcast.protocol.counter.LatencyHistogram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One listener of two hundred that stops reading hurts nobody but himself. */
final class StoppedReaderTest {

    private static final int OTHERS = 198;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** 2 s of the signal are 1 MB; a ring's floor is more. */
    private static final String SOURCE = """
            [source.counter]
            inputs = ["test:counter?rate=4Mbit/s"]
            outputs = [
              { url = "tcp://127.0.0.1:0", name = "dropping", policy = "drop" },
              { url = "tcp://127.0.0.1:0", name = "skipping", policy = "skip" },
            ]
            ring = "2s"
            join = "live"
            """;

    @Test
    @Tag("heavy")
    void stoppedReadersAreDroppedOrSkippedAndNobodyElseNotices() {
        try (RunningDaemon daemon = RunningDaemon.of(SOURCE)) {
            int dropping = daemon.tcpPort("counter", 0);
            int skipping = daemon.tcpPort("counter", 1);
            List<Hearer> others = new ArrayList<>();
            List<Ear.Counter> counters = new ArrayList<>();
            for (int i = 0; i < OTHERS; i++) {
                counters.add(new Ear.Counter());
                others.add(
                        i % 4 == 0
                                ? Hearer.http(daemon.httpPort(), "/counter", counters.get(i))
                                : Hearer.tcp(i % 4 == 1 ? dropping : skipping, counters.get(i)));
            }
            Ear.Counter late = new Ear.Counter();
            try (Hearer dropped = Hearer.stopped(dropping, Ear.deaf());
                    Hearer skipped = Hearer.stopped(skipping, late)) {
                await().atMost(LIMIT).until(() -> daemon.listeners("counter") == OTHERS + 2);
                long ringBytes = ChunkPool.RING_FLOOR_BYTES + 4 * ChunkPool.CHUNK_BYTES;
                // Two chunks in flight for each stopped one, and one for each of the others at most.
                long inFlightBytes = (4 + 4) * (long) ChunkPool.CHUNK_BYTES;

                // The one whose policy is to be dropped is, and says why.
                await().atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(() -> {
                    assertThat(daemon.memory().heldBytes()).isLessThanOrEqualTo(ringBytes);
                    assertThat(daemon.memory().inFlightBytes()).isLessThanOrEqualTo(inFlightBytes);
                    return ended(daemon, "dropping").isPresent();
                });
                ListenerEnd drop = ended(daemon, "dropping").orElseThrow();
                assertThat(drop.reason()).isEqualTo(EndReason.LAPPED);
                assertThat(drop.listener().policy()).isEqualTo(Policy.DROP);
                assertThat(drop.listener().lagBytes()).isPositive();
                assertThat(drop.detail()).contains(": peer ");
                assertThat(drop.listener().delivery().stalled()).isGreaterThan(Duration.ofSeconds(1));
                assertThat(drop.listener().delivery().lagMinute().size()).isPositive();
                dropped.resume();
                assertThat(dropped.awaitEnd(LIMIT)).isEqualTo(Hearer.End.BROKEN);

                // The one whose policy is to skip is still there, has a gap when it goes on, and its record says how
                // large.
                long before = daemon.head("counter");
                await().atMost(LIMIT).until(() -> daemon.head("counter") > before + 1_000_000);
                skipped.resume();
                await().atMost(LIMIT)
                        .until(() -> late.report().gaps() + late.report().skips() > 0);
                assertThat(skipped.connected()).isTrue();
            }
            await().atMost(LIMIT).until(() -> ended(daemon, "skipping").isPresent());
            ListenerEnd skip = ended(daemon, "skipping").orElseThrow();
            assertThat(skip.reason()).isIn(EndReason.PEER_CLOSED, EndReason.PEER_RESET);
            assertThat(skip.listener().skips()).isPositive();
            assertThat(skip.listener().skippedBytes()).isPositive();
            assertThat((late.report().lost() + late.report().skipped()) * 188)
                    .isEqualTo(skip.listener().skippedBytes());

            // Nobody else has ended, missed a packet, or waited.
            assertThat(daemon.ends()).hasSize(2);
            assertThat(others).allMatch(Hearer::connected);
            LatencyHistogram latencies = new LatencyHistogram();
            for (Ear.Counter counter : counters) {
                CounterReport report = counter.report();
                assertThat(report.isExact()).as(report.toString()).isTrue();
                assertThat(report.bytes()).isGreaterThan(1_000_000);
                counter.addLatenciesTo(latencies);
            }
            assertThat(latencies.percentile(50))
                    .as("median latency, microseconds")
                    .isLessThan(500_000);
            others.forEach(Hearer::close);
        }
    }

    private static Optional<ListenerEnd> ended(RunningDaemon daemon, String output) {
        return daemon.ends().stream()
                .filter(end -> end.listener().account().output().equals(output))
                .findFirst();
    }
}
