package io.ringcast.client;

import static io.ringcast.client.ScriptedServer.awaitClose;
import static io.ringcast.client.ScriptedServer.counter;
import static io.ringcast.client.ScriptedServer.requestHead;
import static io.ringcast.client.ScriptedServer.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.LeakPresenceDetector;
import io.ringcast.protocol.counter.CounterPacket;
import io.ringcast.protocol.counter.CounterReport;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BenchTest {

    private static final Instant NOW = Instant.parse("2026-05-04T12:00:00Z");
    private static final long NOW_MICROS = CounterPacket.micros(NOW);

    /** Longer than any test takes: those whose listeners all end are over as soon as they have. */
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Bench bench = new Bench(Clock.fixed(NOW, ZoneOffset.UTC), System::nanoTime);

    @AfterEach
    void noLeaks() {
        LeakPresenceDetector.check();
    }

    @Test
    void listenersServedToTheEndOfTheTestAreOk() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> {
            c.getOutputStream().write(counter(0, 100, NOW_MICROS));
            awaitClose(c);
        })) {
            BenchResult result = bench.run(plan(server.tcp(), 20, Duration.ofMillis(700)));

            assertThat(result.connected()).isEqualTo(20);
            assertThat(result.counters()).isEqualTo(new CounterReport(20 * 18_800, 2_000, 0, 0, 0, 0, 0, 0, 0));
            assertThat(result.isExact()).isTrue();
            assertThat(result.isComplete()).isTrue();
            assertThat(result.troubles()).isEmpty();
            assertThat(result.connectMillis().count()).isEqualTo(20);
            assertThat(result.firstByteMillis().count()).isEqualTo(20);
            assertThat(result.listenerBitsPerSecond().min()).isPositive();
        }
    }

    @Test
    void manyListenersShareAFewLoops() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> c.getOutputStream().write(counter(5, 50, 0)))) {
            BenchResult result = bench.run(plan(server.tcp(), 300, LONG));

            assertThat(result.connected()).isEqualTo(300);
            assertThat(result.counters().packets()).isEqualTo(300 * 50);
            assertThat(result.isExact()).isTrue();
        }
    }

    @Test
    void aStreamThatEndsIsNotComplete() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> c.getOutputStream().write(counter(0, 10, 0)))) {
            BenchResult result = bench.run(plan(server.tcp(), 3, LONG));

            assertThat(result.endedEarly()).isEqualTo(3);
            assertThat(result.isExact()).isTrue();
            assertThat(result.isComplete()).isFalse();
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
            BenchResult result = bench.run(plan(server.tcp(), 5, LONG));

            assertThat(result.inexact()).isEqualTo(1);
            assertThat(result.counters().gaps()).isEqualTo(1);
            assertThat(result.counters().lost()).isEqualTo(3);
            assertThat(result.isExact()).isFalse();
        }
    }

    @Test
    void repetitionAndCorruptionAreFound() throws Exception {
        byte[] damaged = counter(0, 3, 0);
        damaged[200] ^= 1;
        for (byte[] bytes : new byte[][] {concat(counter(0, 2, 0), counter(1, 2, 0)), damaged}) {
            try (ScriptedServer server =
                    new ScriptedServer(c -> c.getOutputStream().write(bytes))) {
                BenchResult result = bench.run(plan(server.tcp(), 1, LONG));

                assertThat(result.inexact()).isEqualTo(1);
                assertThat(result.counters().repeated() + result.counters().corrupt())
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void bytesThatAreNoCounterStreamAreNotCalledExact() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> c.getOutputStream().write(new byte[10_000]))) {
            BenchResult result = bench.run(plan(server.tcp(), 2, LONG));

            assertThat(result.unverifiable()).isEqualTo(2);
            assertThat(result.isExact()).isFalse();
        }
    }

    @Test
    void aListenerWithoutAByteIsSilent() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer::awaitClose)) {
            BenchResult result = bench.run(plan(server.tcp(), 2, Duration.ofMillis(100)));

            assertThat(result.silent()).isEqualTo(2);
            assertThat(result.isComplete()).isFalse();
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
                BenchResult result = bench.run(plan(server.http("/load?from=live"), 4, LONG));

                assertThat(result.counters()).isEqualTo(new CounterReport(4 * 3760, 80, 0, 0, 0, 0, 0, 0, 0));
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
            BenchResult result = bench.run(plan(server.http("/load"), 2, LONG));

            assertThat(result.troubles())
                    .containsExactly(new BenchResult.Trouble("answered 503 Service Unavailable", 2));
            assertThat(result.counters().bytes())
                    .as("the refusal's body is no stream")
                    .isZero();
        }
        try (ScriptedServer server = new ScriptedServer(ScriptedServer::reset)) {
            BenchResult result = bench.run(plan(server.tcp(), 1, LONG));

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

        BenchResult result = bench.run(plan(URI.create("tcp://127.0.0.1:" + port), 3, LONG));

        assertThat(result.connected()).isZero();
        assertThat(result.troubles()).hasSize(1);
        assertThat(result.troubles().get(0).reason())
                .startsWith("cannot connect: ")
                .containsIgnoringCase("refused");
    }

    @Test
    void latencyIsTakenFromTheStampsOfWhatWasSentAfterTheConnection() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> {
            // With the clock standing still: two seconds old, and sent at the moment of arrival.
            c.getOutputStream().write(counter(0, 5, NOW_MICROS - 2_000_000));
            c.getOutputStream().write(counter(5, 7, NOW_MICROS));
        })) {
            BenchResult result = bench.run(plan(server.tcp(), 1, LONG));

            assertThat(result.latencyMillis().count()).isEqualTo(7);
            assertThat(result.latencyMillis().max()).isZero();
        }
    }

    @Test
    void latencyIsNotTakenBeforeAllHaveSettled() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> {
            c.getOutputStream().write(counter(0, 5, NOW_MICROS + 999_999));
            c.getOutputStream().write(counter(5, 3, NOW_MICROS + 1_000_000));
        })) {
            BenchPlan plan = new BenchPlan(server.tcp(), 1, Duration.ofSeconds(1), LONG, 1000, LONG, 1, "bench/test");

            BenchResult result = bench.run(plan);

            assertThat(result.latencyMillis().count()).isEqualTo(3);
            assertThat(result.counters().packets()).isEqualTo(8);
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

    private static BenchPlan plan(URI stream, int listeners, Duration duration) {
        return new BenchPlan(stream, listeners, Duration.ZERO, duration, 1000, Duration.ofSeconds(5), 2, "bench/test");
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
