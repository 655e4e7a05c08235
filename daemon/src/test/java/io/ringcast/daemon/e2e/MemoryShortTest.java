package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.util.internal.PlatformDependent;
import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.daemon.fanout.ListenerEnd;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.testing.Transports;
import io.ringcast.daemon.transport.TransportKind;
import io.ringcast.protocol.counter.CounterReport;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What happens when memory runs out, in its order: nobody new is let in, rings shorten to their floor, those who pin most are ended; the
 * sources and everybody who reads go on.
 */
@Timeout(300)
final class MemoryShortTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long MIB = 1L << 20;
    private static final long BUDGET = 64 * MIB;
    private static final int SOURCES = 10;
    private static final int CROWD = 2_000;

    /** Two descriptors for each connection within one process, and some for everything else. */
    private static final long DESCRIPTORS = 2L * CROWD + 1_000;

    /**
     * What writers may take beyond the budget: those who pin are ended at most ten times a second, and meanwhile ten sources of 0.6
     * to 1.5 MB/s write on; the rest is for a loop that a busy machine makes wait.
     */
    private static final long OVERDRAFT = 8 * MIB;

    /** Half of the sources are quick and come down to their floors first; the others are slow to. */
    private static final int QUICK_BITS = 12_000_000;

    private static final int SLOW_BITS = 5_000_000;

    /** Where what a listener does not take is queued as slices of chunks. */
    @ParameterizedTest
    @EnumSource(names = "NIO")
    @Tag("heavy")
    void stoppedReadersTakeMemoryFromNobodyElse(TransportKind transport) throws Exception {
        pressMemory(transport);
    }

    @ParameterizedTest
    @MethodSource("io.ringcast.daemon.testing.Transports#available")
    @Tag("long")
    void stoppedReadersTakeMemoryFromNobodyElseOverAnyTransport(TransportKind transport) throws Exception {
        assumeTrue(
                transport == TransportKind.NIO || transport == TransportKind.IO_URING || !PlatformDependent.hasUnsafe(),
                "nothing is queued over " + transport);
        pressMemory(transport);
    }

    @ParameterizedTest
    @EnumSource(names = "EPOLL")
    @Tag("heavy")
    void stoppedReadersTakeNoMemoryWhereTheKernelTakesBytesAtOnce(TransportKind transport) throws Exception {
        assumeTrue(
                Transports.available().contains(transport) && PlatformDependent.hasUnsafe(),
                "needs " + transport + " and memory with addresses");
        try (Scene scene = new Scene(transport);
                StoppedCrowd crowd = scene.crowd()) {
            MemoryWatch watch = new MemoryWatch(scene.daemon);
            scene.awaitNewRings(watch, crowd);

            crowd.comeNoMore();
            scene.awaitAccount(crowd);

            assertThat(watch.everPressed()).isFalse();
            assertThat(watch.mostUsed()).isLessThanOrEqualTo(BUDGET - BUDGET / 8 + SOURCES * 2 * ChunkPool.CHUNK_BYTES);
            assertThat(scene.refused()).isZero();
            assertThat(scene.daemon.ends())
                    .extracting(ListenerEnd::reason)
                    .isSubsetOf(EndReason.PEER_TIMEOUT, EndReason.PEER_CLOSED);
            scene.assertThatNobodyMissedAnything();
        }
    }

    private static void pressMemory(TransportKind transport) throws Exception {
        try (Scene scene = new Scene(transport)) {
            RunningDaemon daemon = scene.daemon;
            MemoryWatch watch = new MemoryWatch(daemon);
            try (StoppedCrowd crowd = scene.crowd()) {
                watch.awaitEnds(LIMIT.multipliedBy(2));
                scene.awaitNewRings(watch, crowd);

                // Nobody of the crowd is unexplained: refused, ended, or still there.
                crowd.comeNoMore();
                scene.awaitAccount(crowd);
                assertThat(scene.ended(EndReason.MEMORY)).isPositive();
                // Whom the kernel gives up first: one who takes nothing for 20 s.
                assertThat(daemon.ends())
                        .extracting(ListenerEnd::reason)
                        .isSubsetOf(EndReason.MEMORY, EndReason.PEER_TIMEOUT);
                await().atMost(LIMIT)
                        .until(() -> daemon.metrics("ringcast_listener_ends_total", "reason=\"memory\"")
                                == scene.ended(EndReason.MEMORY));
            }

            // Nobody was ended before admission had stopped and every ring had gone back to its floor, from where they
            // may
            // have grown a little until it was seen.
            assertThat(watch.refusedBeforeFirstEnd()).isPositive();
            assertThat(watch.longestRingAtFirstEnd())
                    .isLessThanOrEqualTo(ChunkPool.RING_FLOOR_BYTES + 8 * ChunkPool.CHUNK_BYTES);
            // The memory is bounded; what writers took beyond it is little, and is shown.
            assertThat(watch.mostUsed()).isGreaterThanOrEqualTo(BUDGET);
            assertThat(watch.mostOverdraft()).isLessThanOrEqualTo(OVERDRAFT);
            assertThat(watch.mostUsed()).isLessThanOrEqualTo(BUDGET + watch.mostOverdraft());

            // When they have gone, memory is there again for who comes.
            await().atMost(LIMIT).until(() -> !daemon.memory().pressed());
            await().atMost(LIMIT).until(() -> scene.playing() == scene.healthy.size());
            try (Hearer late = Hearer.tcp(daemon.tcpPort("s0"), Ear.deaf())) {
                await().atMost(LIMIT).until(() -> late.heard() > MIB);
            }
            scene.assertThatNobodyMissedAnything();
        }
    }

    /** Ten sources with three listeners each, who read; the rings longer than their floors. */
    private static final class Scene implements AutoCloseable {
        private final List<String> names =
                IntStream.range(0, SOURCES).mapToObj(i -> "s" + i).toList();
        private final Map<String, Ear.Counter> ears = new LinkedHashMap<>();
        private final List<Hearer> healthy = new ArrayList<>();
        private final RunningDaemon daemon;

        Scene(TransportKind transport) throws Exception {
            assumeTrue(descriptors() >= DESCRIPTORS, "needs " + DESCRIPTORS + " descriptors: ulimit -n " + DESCRIPTORS);
            daemon = RunningDaemon.over(
                    transport, names.stream().map(MemoryShortTest::source).collect(Collectors.joining("\n")));
            for (String name : names) {
                healthy.add(Hearer.tcp(daemon.tcpPort(name), ear(name + " over TCP")));
                healthy.add(Hearer.http(daemon.httpPort(), "/" + name, ear(name + " over HTTP")));
                Ear pausing = new Pausing(ear(name + " with pauses"), rate(name) / 8 * 2L);
                healthy.add(Hearer.narrow(daemon.tcpPort(name), pausing, 128 * 1024));
            }
            await().atMost(LIMIT)
                    .until(() -> daemon.memory().heldBytes() >= SOURCES * ChunkPool.RING_FLOOR_BYTES * 5 / 4);
            assertThat(daemon.ends()).isEmpty();
        }

        /** Stops over TCP from the oldest byte on, and over HTTP at places all over the rings, so that each keeps other chunks. */
        StoppedCrowd crowd() {
            List<StoppedCrowd.Target> targets = new ArrayList<>();
            for (int behind = 64; behind < 5 * 1024; behind += 64) {
                for (String name : names) {
                    targets.add(new StoppedCrowd.Target(daemon.tcpPort(name), ""));
                    targets.add(new StoppedCrowd.Target(daemon.httpPort(), """
                            GET /%s?from=%dKiB&policy=skip HTTP/1.1\r
                            Host: 127.0.0.1\r
                            Connection: close\r
                            \r
                            """.formatted(name, behind)));
                }
            }
            Collections.shuffle(targets, new Random(7));
            return new StoppedCrowd(targets, CROWD);
        }

        /** Each ring is written all over again with the whole crowd at the door. */
        void awaitNewRings(MemoryWatch watch, StoppedCrowd crowd) {
            Map<String, Long> heads = names.stream().collect(Collectors.toMap(name -> name, daemon::head));
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(1)).until(() -> {
                watch.look();
                return crowd.connected() >= CROWD
                        && names.stream()
                                .allMatch(name ->
                                        daemon.head(name) - heads.getOrDefault(name, 0L) > ChunkPool.RING_FLOOR_BYTES);
            });
        }

        /** Whoever came was refused, has ended or is there. */
        void awaitAccount(StoppedCrowd crowd) {
            await().atMost(LIMIT)
                    .until(() -> refused() + daemon.ends().size() + playing() == crowd.connected() + healthy.size());
        }

        void assertThatNobodyMissedAnything() {
            assertThat(healthy).allMatch(Hearer::connected);
            ears.forEach((who, ear) -> {
                CounterReport report = ear.report();
                assertThat(report.isExact()).as(who + ": " + report).isTrue();
                assertThat(report.bytes()).as(who).isGreaterThan(2 * ChunkPool.RING_FLOOR_BYTES);
            });
        }

        int playing() {
            return names.stream().mapToInt(daemon::listeners).sum();
        }

        long refused() {
            return daemon.metrics("ringcast_refusals_total", "reason=\"memory\"");
        }

        long ended(EndReason reason) {
            return daemon.ends().stream().filter(end -> end.reason() == reason).count();
        }

        @Override
        public void close() {
            healthy.forEach(Hearer::close);
            daemon.close();
        }

        private Ear.Counter ear(String name) {
            Ear.Counter ear = new Ear.Counter();
            ears.put(name, ear);
            return ear;
        }
    }

    private static String source(String name) {
        return """
                [source.%s]
                inputs = ["test:counter?rate=%dbit/s"]
                outputs = [{ url = "tcp://127.0.0.1:0", policy = "skip" }]
                ring = "60s"
                join = "oldest"
                """.formatted(name, rate(name));
    }

    private static int rate(String name) {
        return name.charAt(1) % 2 == 0 ? QUICK_BITS : SLOW_BITS;
    }

    private static long descriptors() throws Exception {
        return (long) ManagementFactory.getPlatformMBeanServer()
                .getAttribute(
                        new javax.management.ObjectName("java.lang:type=OperatingSystem"), "MaxFileDescriptorCount");
    }

    /** Stops for half a second after each two seconds' worth of bytes, as a player does whose cache is full. */
    private static final class Pausing implements Ear {
        private final Ear ear;
        private final long every;
        private long sincePause;

        Pausing(Ear ear, long every) {
            this.ear = ear;
            this.every = every;
        }

        @Override
        public void hear(byte[] bytes, int length) {
            ear.hear(bytes, length);
            sincePause += length;
            if (sincePause > every) {
                sincePause = 0;
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
            }
        }
    }
}
