package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.testing.FlakyOrigin;
import io.ringcast.daemon.testing.FlakyOrigin.Behaviour;
import io.ringcast.daemon.testing.Transports;
import io.ringcast.daemon.transport.TransportKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Listeners outlive the origin: it goes away for a while, they stay, and go on when it is back. */
final class OutageTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration OUTAGE = Duration.ofSeconds(5);
    private static final byte BEFORE = (byte) 0xA1;
    private static final byte AFTER = (byte) 0xB2;

    static List<TransportKind> transports() {
        return Transports.available();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void listenersStayThroughAnOutageOfFiveSeconds(TransportKind transport) {
        FlakyOrigin origin = FlakyOrigin.serving(live(BEFORE));
        int port = origin.port();
        try (origin;
                RunningDaemon daemon = RunningDaemon.over(transport, """
                        [source.radio]
                        inputs = ["%s"]
                        outputs = ["tcp://127.0.0.1:0"]
                        join = "live"
                        retry = "100ms..1s"
                        """.formatted(origin.uri("/radio")))) {
            Ear.Memory overTcp = new Ear.Memory();
            Ear.Memory overHttp = new Ear.Memory();
            try (Hearer tcp = Hearer.tcp(daemon.tcpPort("radio"), overTcp);
                    Hearer http = Hearer.http(daemon.httpPort(), "/radio", overHttp)) {
                await().atMost(LIMIT).until(() -> tcp.heard() > 50_000 && http.heard() > 50_000);

                origin.close();

                await().atMost(LIMIT)
                        .until(() -> daemon.status("radio").state().word().equals("backing-off"));
                await().atMost(LIMIT)
                        .during(OUTAGE)
                        .until(() -> tcp.connected()
                                && http.connected()
                                && !daemon.status("radio").state().word().equals("streaming"));
                assertThat(daemon.status("radio").inputs().get(0).lastFailure())
                        .map(InputFailure::reason)
                        .contains(InputFailure.Reason.CONNECT);
                long tcpBefore = tcp.heard();
                long httpBefore = http.heard();

                try (FlakyOrigin again = FlakyOrigin.serving(port, live(AFTER))) {
                    await().atMost(LIMIT)
                            .until(() -> tcp.heard() > tcpBefore + 50_000 && http.heard() > httpBefore + 50_000);
                    assertThat(again.requests()).hasSize(1);
                }
                assertThat(tcp.connected()).isTrue();
                assertThat(http.connected()).isTrue();
                assertThat(daemon.ends()).isEmpty();
                assertOneAfterTheOther(overTcp.all());
                assertOneAfterTheOther(overHttp.all());
            }
        }
    }

    /** First bytes of the one, then of the other, and none else. */
    private static void assertOneAfterTheOther(byte[] heard) {
        int change = 0;
        while (change < heard.length && heard[change] == BEFORE) {
            change++;
        }
        byte[] expected = new byte[heard.length];
        Arrays.fill(expected, 0, change, BEFORE);
        Arrays.fill(expected, change, heard.length, AFTER);
        assertThat(Arrays.mismatch(heard, expected)).isEqualTo(-1);
        assertThat(change).isBetween(50_000, heard.length - 50_000);
    }

    /** A station of one byte, about a megabit a second, until somebody ends it. */
    private static Behaviour live(byte sound) {
        return (request, wire) -> {
            wire.head("200 OK", "Content-Type: application/octet-stream");
            byte[] piece = new byte[2500];
            Arrays.fill(piece, sound);
            while (!Thread.interrupted()) {
                wire.send(piece);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        };
    }
}
