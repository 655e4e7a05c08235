package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.daemon.fanout.ListenerSnapshot;
import io.ringcast.daemon.testing.Transports;
import io.ringcast.daemon.transport.TransportKind;
import io.ringcast.protocol.counter.CounterReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Forty who read at a quarter of the rate, so that the ring is written anew again and again under what is queued for them: they miss
 * packets, as many as their records say, and none that they get is damaged or cut.
 */
@Timeout(300)
final class SlowReadersTest {

    private static final int READERS = 40;
    private static final int SLOWNESS = 4;
    private static final int PACKET = 188;
    private static final long BYTES_PER_SECOND = 4_000_000;
    private static final Duration LIMIT = Duration.ofSeconds(200);

    static List<TransportKind> transports() {
        return Transports.available();
    }

    @ParameterizedTest
    @MethodSource("transports")
    @Tag("heavy")
    void missWholePacketsOnly(TransportKind transport) {
        listen(transport, "1MiB", 5 * BYTES_PER_SECOND);
    }

    @ParameterizedTest
    @MethodSource("transports")
    @Tag("long")
    void missWholePacketsOnlyForAMinute(TransportKind transport) {
        listen(transport, "4MiB", 60 * BYTES_PER_SECOND);
    }

    /** Until the source has given {@code bytes}. Who skips gets bytes at once, so that the last skip is seen too. */
    private static void listen(TransportKind transport, String ring, long bytes) {
        try (RunningDaemon daemon = RunningDaemon.over(transport, """
                [source.counter]
                inputs = ["test:counter?rate=32Mbit/s"]
                outputs = [{ url = "tcp://127.0.0.1:0", policy = "skip" }]
                ring = "%s"
                join = "256KiB"
                """.formatted(ring))) {
            List<Slow> ears = new ArrayList<>();
            List<Hearer> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                Slow ear = new Slow(() -> daemon.head("counter"));
                ears.add(ear);
                readers.add(
                        i % 2 == 0
                                ? Hearer.tcp(daemon.tcpPort("counter"), ear)
                                : Hearer.http(daemon.httpPort(), "/counter?policy=skip", ear));
            }
            long begun = daemon.head("counter");

            await().atMost(LIMIT).until(() -> daemon.head("counter") - begun > bytes);
            ears.forEach(ear -> ear.over = true);
            daemon.stop();

            assertThat(readers).allMatch(reader -> reader.awaitEnd(LIMIT) == Hearer.End.CLEAN);
            assertThat(daemon.ends()).hasSize(READERS).allMatch(end -> end.reason() == EndReason.SHUTDOWN);
            for (int i = 0; i < READERS; i++) {
                CounterReport report = ears.get(i).report();
                ListenerSnapshot record = record(daemon, i % 2 == 0 ? "tcp" : "http", readers.get(i));
                assertThat(report.corrupt()).as(report.toString()).isZero();
                assertThat(report.resyncs()).as(report.toString()).isZero();
                assertThat(report.repeated()).as(report.toString()).isZero();
                assertThat(report.leadingBytes()).as(report.toString()).isZero();
                assertThat(report.trailingBytes()).as(report.toString()).isZero();
                assertThat(report.gaps() + report.skips())
                        .as(report.toString())
                        .isPositive()
                        .isEqualTo(record.skips());
                assertThat((report.lost() + report.skipped()) * PACKET)
                        .as(report.toString())
                        .isEqualTo(record.skippedBytes());
                assertThat(report.bytes()).isEqualTo(record.bytes());
            }
        }
    }

    /** Two readers may have one port of their own, if they are connected to different ones of the daemon. */
    private static ListenerSnapshot record(RunningDaemon daemon, String kind, Hearer reader) {
        return daemon.ends().stream()
                .map(end -> end.listener())
                .filter(listener -> listener.account().kind().equals(kind))
                .filter(listener -> listener.remote().endsWith(":" + reader.localPort()))
                .findFirst()
                .orElseThrow();
    }

    /** Takes one byte for so many that the source gives, and checks them. */
    private static final class Slow implements Ear {
        private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

        private final LongSupplier head;
        private final Counter counter = new Counter();
        private long firstHead = -1;
        private long heard;
        private volatile boolean over;

        Slow(LongSupplier head) {
            this.head = head;
        }

        @Override
        public void hear(byte[] bytes, int length) {
            if (firstHead < 0) {
                firstHead = head.getAsLong();
            }
            counter.hear(bytes, length);
            heard += length;
            while (!over && heard * SLOWNESS > head.getAsLong() - firstHead) {
                LockSupport.parkNanos(STEP_NANOS);
            }
        }

        CounterReport report() {
            return counter.report();
        }
    }
}
