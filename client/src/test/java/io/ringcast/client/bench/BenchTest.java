package io.ringcast.client.bench;

import static io.ringcast.client.ScriptedServer.awaitClose;
import static io.ringcast.client.ScriptedServer.counter;
import static io.ringcast.client.ScriptedServer.requestHead;
import static io.ringcast.client.ScriptedServer.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.LeakPresenceDetector;
import io.ringcast.client.ScriptedServer;
import io.ringcast.client.bench.BenchResult.Verdict;
import io.ringcast.protocol.counter.CounterPacket;
import io.ringcast.protocol.counter.CounterReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BenchTest {

    private static final Instant NOW = Instant.parse("2026-05-04T12:00:00Z");
    private static final long NOW_MICROS = CounterPacket.micros(NOW);

    /** Longer than any test takes: those whose listeners all end are over as soon as they have. */
    private static final Duration LONG = Duration.ofSeconds(60);

    private static final BenchPlan.Checks CHECKED = new BenchPlan.Checks(false, 1, 0);
    private static final BenchPlan.Engine ENGINE = new BenchPlan.Engine(2, 0, Duration.ZERO, 0);

    private final Bench bench = new Bench(Clock.fixed(NOW, ZoneOffset.UTC), System::nanoTime);

    @AfterEach
    void noLeaks() {
        LeakPresenceDetector.check();
    }

    @Test
    void listenersServedToTheEndOfTheTestAreOk() throws Exception {
        try (ScriptedServer server = new ScriptedServer(BenchTest::endlessly)) {
            BenchResult result = run(plan(server.tcp(), 5, Duration.ofMillis(700)));

            assertThat(result.verdict()).isEqualTo(Verdict.OK);
            assertThat(result.healthy().connected()).isEqualTo(5);
            assertThat(result.healthy().served()).isEqualTo(5);
            assertThat(result.healthy().verified()).isEqualTo(5);
            assertThat(result.healthy().counters().isExact()).isTrue();
            assertThat(result.healthy().listenerBitsPerSecond().min()).isPositive();
            assertThat(result.seconds()).isGreaterThanOrEqualTo(0.7);
            assertThat(result.timeline()).isNotEmpty().allMatch(moment -> moment.bitsPerSecond() > 0);
            assertThat(result.troubles()).isEmpty();
            assertThat(result.connectMillis().count()).isEqualTo(5);
            assertThat(result.firstByteMillis().count()).isEqualTo(5);
            assertThat(result.load().cpuSeconds()).isPositive();
            assertThat(result.server()).isEmpty();
        }
    }

    @Test
    void manyListenersShareAFewLoops() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> c.getOutputStream().write(counter(5, 50, 0)))) {
            BenchResult result = run(plan(server.tcp(), 300, LONG));

            assertThat(result.healthy().connected()).isEqualTo(300);
            assertThat(result.healthy().counters().packets()).isEqualTo(300 * 50);
            assertThat(result.healthy().isExact()).isTrue();
        }
    }

    @Test
    void aStreamThatEndsIsNotComplete() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> c.getOutputStream().write(counter(0, 10, 0)))) {
            BenchResult result = run(plan(server.tcp(), 3, LONG));

            assertThat(result.healthy().ended()).isEqualTo(3);
            assertThat(result.healthy().endedWhole()).isEqualTo(3);
            assertThat(result.healthy().isExact()).isTrue();
            assertThat(result.verdict()).isEqualTo(Verdict.INCOMPLETE);
            assertThat(result.troubles()).containsExactly(new BenchResult.Trouble("the stream ended", 3));
        }
    }

    @Test
    void whatOneListenerMissesIsFound() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer(c -> {
            boolean unlucky = connections.incrementAndGet() == 2;
            c.getOutputStream().write(counter(0, 10, 0));
            c.getOutputStream().write(counter(unlucky ? 13 : 10, 10, 0));
        })) {
            BenchResult result = run(plan(server.tcp(), 5, LONG));

            assertThat(result.healthy().inexact()).isEqualTo(1);
            assertThat(result.healthy().counters().gaps()).isEqualTo(1);
            assertThat(result.healthy().counters().lost()).isEqualTo(3);
            assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        }
    }

    @Test
    void repetitionAndCorruptionAreFound() throws Exception {
        byte[] damaged = counter(0, 3, 0);
        damaged[200] ^= 1;
        for (byte[] bytes : new byte[][] {concat(counter(0, 2, 0), counter(1, 2, 0)), damaged}) {
            try (ScriptedServer server =
                    new ScriptedServer(c -> c.getOutputStream().write(bytes))) {
                BenchResult result = run(plan(server.tcp(), 1, LONG));

                assertThat(result.healthy().inexact()).isEqualTo(1);
                assertThat(result.healthy().counters().repeated()
                                + result.healthy().counters().corrupt())
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void bytesThatAreNoCounterStreamAreNotCalledExact() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> c.getOutputStream().write(new byte[10_000]))) {
            BenchResult result = run(plan(server.tcp(), 2, LONG));

            assertThat(result.healthy().unverifiable()).isEqualTo(2);
            assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        }
    }

    @Test
    void aListenerWithoutAByteIsSilent() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer::awaitClose)) {
            BenchResult result = run(plan(server.tcp(), 2, Duration.ofMillis(100)));

            assertThat(result.healthy().silent()).isEqualTo(2);
            assertThat(result.verdict()).isEqualTo(Verdict.INCOMPLETE);
        }
    }

    @Test
    void listensOverHttpWhateverTheFraming() throws Exception {
        String[][] heads = {
            {"HTTP/1.1 200 OK", "Content-Type: application/octet-stream", ""},
            {"HTTP/1.1 200 OK", "Content-Length: 3760", ""},
            {"HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "eb0"},
        };
        for (String[] head : heads) {
            try (ScriptedServer server = new ScriptedServer(c -> {
                assertThat(requestHead(c))
                        .startsWith("GET /load?from=live HTTP/1.1\r\n")
                        .containsIgnoringCase("\r\nhost: 127.0.0.1:");
                send(c, head);
                c.getOutputStream().write(counter(0, 20, 0));
                if (head.length == 4) {
                    send(c, "", "0", "");
                }
            })) {
                BenchResult result = run(plan(server.http("/load?from=live"), 4, LONG));

                assertThat(result.healthy().counters())
                        .isEqualTo(new CounterReport(4 * 3760, 80, 0, 0, 0, 0, 0, 0, 0, 0, 0));
                assertThat(result.troubles()).containsExactly(new BenchResult.Trouble("the stream ended", 4));
            }
        }
    }

    @Test
    void aRefusalAndACutAreTroublesWithTheirReason() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> {
            requestHead(c);
            send(c, "HTTP/1.1 503 Service Unavailable", "Content-Length: 6", "", "full");
        })) {
            BenchResult result = run(plan(server.http("/load"), 2, LONG));

            assertThat(result.troubles())
                    .containsExactly(new BenchResult.Trouble("answered 503 Service Unavailable", 2));
            assertThat(result.healthy().counters().bytes())
                    .as("the refusal's body is no stream")
                    .isZero();
        }
        try (ScriptedServer server = new ScriptedServer(ScriptedServer::reset)) {
            BenchResult result = run(plan(server.tcp(), 1, LONG));

            assertThat(result.troubles()).hasSize(1);
            assertThat(result.troubles().get(0).reason()).containsIgnoringCase("reset");
        }
    }

    @Test
    void aPortWithoutAServerIsATroubleAndNotAnError() throws Exception {
        int port;
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }

        BenchResult result = run(plan(URI.create("tcp://127.0.0.1:" + port), 3, LONG));

        assertThat(result.healthy().connected()).isZero();
        assertThat(result.troubles()).hasSize(1);
        assertThat(result.troubles().get(0).reason())
                .startsWith("cannot connect: ")
                .containsIgnoringCase("refused");
    }

    @Test
    void latencyIsThatOfWhatWasSentAfterTheConnectionAndCameWhileItWasMeasured() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> {
            // With the clock standing still: two seconds old, and sent at the moment of arrival.
            c.getOutputStream().write(counter(0, 5, NOW_MICROS - 2_000_000));
            endlesslyFrom(c, 5);
        })) {
            BenchResult result = run(plan(server.tcp(), 1, Duration.ofMillis(300)));

            assertThat(result.latencyMillis().count())
                    .isPositive()
                    .isLessThan(result.healthy().counters().packets());
            assertThat(result.latencyMillis().max()).isZero();
        }
    }

    @Test
    void aListenerThatStopsReadingIsNotMeasuredAndReadsOnInTheEnd() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer(c -> {
            connections.incrementAndGet();
            endlessly(c);
        })) {
            BenchPlan plan = new BenchPlan(
                    server.tcp(),
                    "bench/test",
                    new BenchPlan.Crowd(4, 2, 0, 0),
                    new BenchPlan.Timing(1000, Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMillis(500)),
                    CHECKED,
                    ENGINE);

            BenchResult result = run(plan);

            assertThat(connections).hasValue(4);
            assertThat(result.healthy().listeners()).isEqualTo(2);
            BenchResult.Audience stopped = result.stopped().orElseThrow();
            assertThat(stopped.served()).isEqualTo(2);
            assertThat(stopped.bytes()).isLessThan(result.healthy().bytes());
            assertThat(stopped.isExact()).isTrue();
            assertThat(result.verdict()).isEqualTo(Verdict.OK);
        }
    }

    @Test
    void whatAStoppedListenerWasLeftWithIsReadAndToldWhetherItEndsInAWholePacket() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer(c -> {
            boolean inside = connections.incrementAndGet() == 1;
            byte[] bytes = counter(0, 10, NOW_MICROS);
            c.getOutputStream().write(bytes, 0, inside ? bytes.length - 100 : bytes.length);
        })) {
            BenchPlan plan = new BenchPlan(
                    server.tcp(), "bench/test", new BenchPlan.Crowd(2, 2, 0, 0), timing(LONG), CHECKED, ENGINE);

            BenchResult.Audience stopped = run(plan).stopped().orElseThrow();

            assertThat(stopped.ended()).isEqualTo(2);
            assertThat(stopped.endedWhole()).isEqualTo(1);
            assertThat(stopped.endedInside()).isEqualTo(1);
            assertThat(stopped.counters().packets()).isEqualTo(19);
        }
    }

    @Test
    void aSlowListenerReadsNoFasterThanItsRate() throws Exception {
        try (ScriptedServer server = new ScriptedServer(BenchTest::endlessly)) {
            BenchPlan plan = new BenchPlan(
                    server.tcp(),
                    "bench/test",
                    new BenchPlan.Crowd(3, 0, 1, 400_000),
                    timing(Duration.ofSeconds(1)),
                    CHECKED,
                    ENGINE);

            BenchResult result = run(plan);

            BenchResult.Audience slow = result.slow().orElseThrow();
            assertThat(slow.served()).isEqualTo(1);
            assertThat(slow.bytes()).isPositive().isLessThan(200_000);
            assertThat(slow.isExact()).isTrue();
            assertThat(result.healthy().listeners()).isEqualTo(2);
        }
    }

    @Test
    void aSkipOfAListenerThatWasLateIsNoGapButLeavesItBehind() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> {
            c.getOutputStream().write(counter(0, 10, NOW_MICROS - 3_000_000));
            endlesslyFrom(c, 200);
        })) {
            BenchResult result = run(plan(server.tcp(), 1, Duration.ofMillis(300)));

            assertThat(result.healthy().counters().skips()).isEqualTo(1);
            assertThat(result.healthy().counters().skipped()).isEqualTo(190);
            assertThat(result.healthy().counters().gaps()).isZero();
            assertThat(result.healthy().movedOn()).isEqualTo(1);
            assertThat(result.verdict()).isEqualTo(Verdict.BEHIND);
        }
    }

    @Test
    void aListenerThatGetsNothingForMoreThanASecondHasStalled() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> {
            c.getOutputStream().write(counter(0, 10, NOW_MICROS));
            awaitClose(c);
        })) {
            BenchResult result = run(plan(server.tcp(), 2, Duration.ofMillis(1100)));

            assertThat(result.healthy().stalled()).isEqualTo(2);
            assertThat(result.healthy().silenceMillis().max()).isGreaterThan(1000);
            assertThat(result.verdict()).isEqualTo(Verdict.BEHIND);
        }
    }

    @Test
    void aListenerThatGetsLessThanTheSourceHasIsBehind() throws Exception {
        try (ScriptedServer server = new ScriptedServer(BenchTest::endlessly)) {
            BenchPlan plan = new BenchPlan(
                    server.tcp(),
                    "bench/test",
                    new BenchPlan.Crowd(1, 0, 0, 0),
                    timing(Duration.ofMillis(300)),
                    new BenchPlan.Checks(false, 1, 1e15),
                    ENGINE);

            BenchResult result = run(plan);

            assertThat(result.healthy().underRate()).isEqualTo(1);
            assertThat(result.verdict()).isEqualTo(Verdict.BEHIND);
        }
    }

    @Test
    void anOpaqueStreamIsCountedAndNotVerified() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> {
            while (true) {
                c.getOutputStream().write(new byte[10_000]);
            }
        })) {
            BenchPlan plan = new BenchPlan(
                    server.tcp(),
                    "bench/test",
                    new BenchPlan.Crowd(2, 0, 0, 0),
                    timing(Duration.ofMillis(300)),
                    new BenchPlan.Checks(true, 1, 0),
                    ENGINE);

            BenchResult result = run(plan);

            assertThat(result.verdict()).isEqualTo(Verdict.OK);
            assertThat(result.healthy().verified()).isZero();
            assertThat(result.healthy().bytes()).isPositive();
            assertThat(result.latencyMillis().count()).isZero();
        }
    }

    @Test
    void onlyEachSoManyThListenerVerifies() throws Exception {
        try (ScriptedServer server = new ScriptedServer(BenchTest::endlessly)) {
            BenchPlan plan = new BenchPlan(
                    server.tcp(),
                    "bench/test",
                    new BenchPlan.Crowd(5, 0, 0, 0),
                    timing(Duration.ofMillis(300)),
                    new BenchPlan.Checks(false, 2, 0),
                    ENGINE);

            BenchResult result = run(plan);

            assertThat(result.healthy().verified()).isEqualTo(3);
            assertThat(result.healthy().listenerBitsPerSecond().min()).isPositive();
            assertThat(result.verdict()).isEqualTo(Verdict.OK);
        }
    }

    @Test
    void whatTheServerUsedIsTheDifferenceBetweenBothEndsOfTheMeasurement() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        ServerProbe probe = () -> {
            int times = asked.incrementAndGet();
            return new ServerSample(
                    times * 1.5, Optional.of(times * 1000L), Optional.of(times * 10L), Optional.empty());
        };
        try (ScriptedServer server = new ScriptedServer(BenchTest::endlessly)) {
            BenchResult result = bench.run(plan(server.tcp(), 1, Duration.ofMillis(300)), Optional.of(probe));

            BenchResult.ServerUse use = result.server().orElseThrow();
            assertThat(use.cpuSeconds()).isEqualTo(1.5);
            assertThat(use.idleMemoryBytes()).hasValue(1000L);
            assertThat(use.memoryBytes()).hasValue(3000L);
            assertThat(use.tickOverruns()).hasValue(10L);
            assertThat(use.skippedBytes()).isEmpty();
            assertThat(use.cpuSecondsPerGigabyte().orElseThrow())
                    .isEqualTo(1.5 / (result.healthy().bytes() / 1e9));
        }
    }

    @Test
    void manyAddressesAreConnectedFrom() throws Exception {
        Set<InetAddress> peers = ConcurrentHashMap.newKeySet();
        try (ScriptedServer server = new ScriptedServer(c -> {
            peers.add(c.getInetAddress());
            c.getOutputStream().write(counter(0, 5, NOW_MICROS));
        })) {
            BenchPlan plan = new BenchPlan(
                    server.tcp(),
                    "bench/test",
                    new BenchPlan.Crowd(30, 0, 0, 0),
                    timing(LONG),
                    CHECKED,
                    new BenchPlan.Engine(2, 3, Duration.ofMillis(1), 0));

            BenchResult result = run(plan);

            assertThat(result.addresses()).isEqualTo(3);
            assertThat(result.healthy().counters().packets()).isEqualTo(150);
            assertThat(peers)
                    .extracting(InetAddress::getHostAddress)
                    .containsExactlyInAnyOrder("127.0.0.2", "127.0.0.3", "127.0.0.4");
        }
    }

    @Test
    void refusesAPlanThatCannotBeRun() {
        assertThatThrownBy(() -> plan(URI.create("udp://239.1.1.1:5"), 1, LONG))
                .hasMessageContaining("udp://239.1.1.1:5");
        assertThatThrownBy(() -> plan(URI.create("tcp://localhost"), 1, LONG)).hasMessageContaining("tcp://localhost");
        assertThatThrownBy(() -> plan(URI.create("tcp://localhost:1"), 0, LONG)).hasMessageContaining("listeners: 0");
        assertThatThrownBy(() -> plan(URI.create("tcp://localhost:1"), 1, Duration.ZERO))
                .hasMessageContaining("duration: 0");
    }

    private BenchResult run(BenchPlan plan) throws Exception {
        return bench.run(plan, Optional.empty());
    }

    private static BenchPlan plan(URI stream, int listeners, Duration duration) {
        return new BenchPlan(
                stream, "bench/test", new BenchPlan.Crowd(listeners, 0, 0, 0), timing(duration), CHECKED, ENGINE);
    }

    private static BenchPlan.Timing timing(Duration duration) {
        return new BenchPlan.Timing(1000, Duration.ofSeconds(5), Duration.ZERO, duration);
    }

    private static void endlessly(Socket connection) throws IOException {
        endlesslyFrom(connection, 0);
    }

    /** Until the listener is gone. */
    private static void endlesslyFrom(Socket connection, long first) throws IOException {
        for (long next = first; ; next += 100) {
            connection.getOutputStream().write(counter(next, 100, NOW_MICROS));
        }
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
