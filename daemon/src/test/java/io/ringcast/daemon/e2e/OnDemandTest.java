package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.daemon.source.SourceState;
import io.ringcast.daemon.stream.LiveEpoch;
import io.ringcast.daemon.testing.Behaviours;
import io.ringcast.daemon.testing.FlakyOrigin;
import io.ringcast.daemon.testing.FlakyOrigin.Behaviour;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source on demand runs while somebody listens, and not a moment longer than {@code idle}. */
final class OnDemandTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Long enough to see that nothing happens. */
    private static final Duration NOTHING = Duration.ofMillis(700);

    @TempDir
    Path dir = Path.of("");

    @Test
    void aConnectionStartsItAndTheLastOneThatLeavesStopsIt() {
        try (FlakyOrigin origin = FlakyOrigin.serving(live());
                RunningDaemon daemon = daemon(origin, "")) {
            await().during(NOTHING).atMost(LIMIT).until(() -> origin.requests().isEmpty());

            Hearer one = Hearer.tcp(daemon.tcpPort("radio"), Ear.deaf());
            await().atMost(LIMIT).until(() -> one.heard() > 20_000);
            long first = epoch(daemon).epoch().id();
            try (Hearer other = Hearer.http(daemon.httpPort(), "/radio", Ear.deaf())) {
                await().atMost(LIMIT).until(() -> other.heard() > 20_000);
                one.close();
                await().during(NOTHING).atMost(LIMIT).until(() -> streams(daemon));
                assertThat(origin.requests()).hasSize(1);
            }

            // the last one has left
            await().atMost(LIMIT).until(() -> daemon.status("radio").state() instanceof SourceState.Idle);
            await().atMost(LIMIT).until(() -> origin.connections() == 0);
            await().atMost(LIMIT).until(() -> daemon.memory().heldBytes() == 0);
            assertThat(epoch(daemon).end()).isNotEqualTo(LiveEpoch.OPEN);

            // and somebody comes again
            try (Hearer again = Hearer.http(daemon.httpPort(), "/radio", Ear.deaf())) {
                await().atMost(LIMIT).until(() -> again.heard() > 20_000);
                assertThat(epoch(daemon).epoch().id()).isNotEqualTo(first);
            }
            assertThat(origin.requests()).hasSize(2);
        }
    }

    @Test
    void whoComesBackWithinIdleFindsItRunning() {
        try (FlakyOrigin origin = FlakyOrigin.serving(live());
                RunningDaemon daemon = daemon(origin, "idle = \"20s\"")) {
            for (int i = 0; i < 3; i++) {
                try (Hearer hearer = Hearer.tcp(daemon.tcpPort("radio"), Ear.deaf())) {
                    await().atMost(LIMIT).until(() -> hearer.heard() > 20_000);
                }
                await().atMost(LIMIT).until(() -> daemon.listeners("radio") == 0);
            }

            assertThat(streams(daemon)).isTrue();
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void whoOnlyAsksAndWhatIsConfiguredDoNotStartIt() {
        Path played = dir.resolve("played");
        try (FlakyOrigin origin = FlakyOrigin.serving(live());
                RunningDaemon daemon =
                        daemon(origin, "outputs = [{ exec = [\"sh\", \"-c\", \"cat > " + played + "\"] }]")) {
            Tool.Result head = Tool.run(
                    LIMIT,
                    "curl",
                    "-s",
                    "-I",
                    "--max-time",
                    "20",
                    daemon.http("/radio").toString());

            assertThat(head.text()).startsWith("HTTP/1.1 ");
            await().during(NOTHING).atMost(LIMIT).until(() -> origin.requests().isEmpty());
            assertThat(daemon.status("radio").state()).isInstanceOf(SourceState.Idle.class);
        }
    }

    @Test
    void holdsWhoWaitsForTheFirstBytesAsLongAsJoinWait() {
        Behaviour late = (request, wire) -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(800));
            live().answer(request, wire);
        };
        try (FlakyOrigin origin = FlakyOrigin.serving(late);
                RunningDaemon daemon = daemon(origin, "join-wait = \"30s\"");
                Hearer byTcp = Hearer.tcp(daemon.tcpPort("radio"), Ear.deaf());
                Hearer byHttp = Hearer.http(daemon.httpPort(), "/radio", Ear.deaf())) {
            await().atMost(LIMIT).until(() -> byTcp.heard() > 20_000 && byHttp.heard() > 20_000);
            assertThat(byHttp.head()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void refusesWhoWaitedForNothingAndStops() {
        try (FlakyOrigin origin = FlakyOrigin.serving(Behaviours.silent());
                RunningDaemon daemon = daemon(origin, "join-wait = \"500ms\"");
                Hearer byTcp = Hearer.tcp(daemon.tcpPort("radio"), Ear.deaf());
                Hearer byHttp = Hearer.http(daemon.httpPort(), "/radio", Ear.deaf())) {

            assertThat(byTcp.awaitEnd(LIMIT)).isNotNull();
            assertThat(byHttp.head()).startsWith("HTTP/1.1 503");
            assertThat(byTcp.heard()).isZero();
            await().atMost(LIMIT).until(() -> daemon.status("radio").state() instanceof SourceState.Idle);
            await().atMost(LIMIT).until(() -> origin.connections() == 0);
        }
    }

    private static LiveEpoch epoch(RunningDaemon daemon) {
        return daemon.unit("radio").stream().epoch().orElseThrow();
    }

    private static boolean streams(RunningDaemon daemon) {
        return daemon.status("radio").state() instanceof SourceState.Streaming;
    }

    private static RunningDaemon daemon(FlakyOrigin origin, String keys) {
        String outputs = keys.contains("outputs") ? "" : "outputs = [\"tcp://127.0.0.1:0\"]\n";
        String idle = keys.contains("idle") ? "" : "idle = \"300ms\"\n";
        return RunningDaemon.of("[source.radio]\ninputs = [\"" + origin.uri("/radio") + "\"]\non-demand = true\n"
                + outputs + idle + "retry = \"100ms..200ms\"\n" + keys + "\n");
    }

    /** A station of about a megabit a second, until somebody ends it. */
    private static Behaviour live() {
        return (request, wire) -> {
            wire.head("200 OK", "Content-Type: application/octet-stream");
            byte[] piece = new byte[2500];
            while (!Thread.interrupted()) {
                wire.send(piece);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        };
    }
}
