package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.ringcast.daemon.testing.Behaviours;
import io.ringcast.daemon.testing.FileBehaviour.Fault;
import io.ringcast.daemon.testing.FlakyOrigin;
import io.ringcast.daemon.testing.Transports;
import io.ringcast.daemon.transport.TransportKind;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.blockhound.BlockHound;

/** Nothing blocks an event loop. Runs in a JVM of its own, because BlockHound changes that for good. */
@Tag("blockhound")
final class NothingBlocksTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final List<String> BLOCKED = new CopyOnWriteArrayList<>();

    static List<TransportKind> transports() {
        return Transports.available();
    }

    /** Netty's own integration, which is found as a service, says what its loops may do. */
    @BeforeAll
    static void watch() {
        BlockHound.builder()
                .loadIntegrations()
                .nonBlockingThreadPredicate(
                        others -> others.or(thread -> thread.getName().startsWith("ringcast-loop")))
                // What writes the log is chosen where the process starts, and tested there.
                // Netty spins for its last waker when a loop has ended and serves nobody any more.
                .allowBlockingCallsInside("io.netty.channel.uring.IoUringIoHandler", "closeWakeupGate")
                .allowBlockingCallsInside("ch.qos.logback.classic.Logger", "callAppenders")
                .allowBlockingCallsInside("ch.qos.logback.classic.Logger", "buildLoggingEventAndAppend")
                .blockingMethodCallback(method -> {
                    StackTraceElement[] stack = Thread.currentThread().getStackTrace();
                    BLOCKED.add(Thread.currentThread().getName() + ": " + method + " in " + List.of(stack));
                })
                .install();
    }

    @AfterEach
    void forget() {
        BLOCKED.clear();
    }

    @Test
    void aLoopThatBlocksIsFound() {
        Thread loop = new DefaultThreadFactory("ringcast-loop")
                .newThread(() -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1)));

        loop.start();

        await().atMost(LIMIT).until(() -> !BLOCKED.isEmpty());
    }

    @ParameterizedTest
    @MethodSource("transports")
    void noLoopBlocksFromStartToStop(TransportKind transport) {
        byte[] file = new byte[4_000_000];
        new Random(5).nextBytes(file);
        try (FlakyOrigin origin = FlakyOrigin.serving(
                        Behaviours.file(file).breaking(Fault.RESET, 1_000_000),
                        Behaviours.status("503 Service Unavailable"),
                        Behaviours.file(file));
                RunningDaemon daemon = RunningDaemon.over(transport, """
                        [source.film]
                        inputs = ["http://localhost:%d/film"]
                        outputs = ["tcp://127.0.0.1:0"]
                        ring = "8MiB"
                        join = "oldest"
                        retry = "100ms..1s"
                        [source.card]
                        inputs = ["test:card"]
                        outputs = ["tcp://127.0.0.1:0"]
                        """.formatted(origin.port()))) {
            Ear.Digest byTcp = new Ear.Digest();
            Ear.Digest byHttp = new Ear.Digest();
            try (Hearer card = Hearer.tcp(daemon.tcpPort("card"), Ear.deaf());
                    Hearer tcp = Hearer.tcp(daemon.tcpPort("film"), byTcp);
                    Hearer http = Hearer.http(daemon.httpPort(), "/film", byHttp)) {
                assertThat(tcp.awaitEnd(LIMIT)).isEqualTo(Hearer.End.CLEAN);
                assertThat(http.awaitEnd(LIMIT)).isEqualTo(Hearer.End.CLEAN);
                assertThat(byTcp.sum()).isEqualTo(byHttp.sum()).isEqualTo(Ear.Digest.of(file));
                await().atMost(LIMIT).until(() -> card.heard() > 100_000);

                daemon.stop();

                assertThat(card.awaitEnd(LIMIT)).isEqualTo(Hearer.End.CLEAN);
            }
        }
        assertThat(BLOCKED).isEmpty();
    }
}
