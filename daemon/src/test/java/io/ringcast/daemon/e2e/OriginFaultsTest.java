package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.SourceState.BackingOff;
import io.ringcast.daemon.testing.Behaviours;
import io.ringcast.daemon.testing.FileBehaviour.Fault;
import io.ringcast.daemon.testing.FlakyOrigin;
import io.ringcast.daemon.testing.FlakyOrigin.Behaviour;
import io.ringcast.daemon.testing.Transports;
import io.ringcast.daemon.transport.TransportKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an origin does wrong is named in the state of its source and tried again, slowly where it will last; other sources go on. */
final class OriginFaultsTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final byte[] SOUND = sound();

    /** What lasts is tried again after a minute or a little less, all else sooner than this. */
    private static final Duration SLOW = Duration.ofSeconds(50);

    static List<Arguments> faults() {
        List<Arguments> faults = new ArrayList<>();
        add(faults, "reset", Behaviours.reset(), Reason.RESET, false);
        add(faults, "closed without a word", Behaviours.closed(), Reason.RESET, false);
        add(faults, "reset within a body", broken(Fault.RESET), Reason.RESET, false);
        add(faults, "truncation", broken(Fault.CLOSE), Reason.TRUNCATED, false);
        add(faults, "stall within a body", broken(Fault.STALL), Reason.STALLED, false);
        add(faults, "stall of a station", Behaviours.liveThenSilent("audio/mpeg", SOUND), Reason.STALLED, false);
        add(faults, "end of a station", Behaviours.live("audio/mpeg", SOUND), Reason.CLOSED, false);
        add(faults, "wrong length", tooLong(), Reason.TRUNCATED, false);
        add(faults, "silence", Behaviours.silent(), Reason.HEADER_TIMEOUT, false);
        add(faults, "slow head", Behaviours.halfHead(), Reason.HEADER_TIMEOUT, false);
        add(faults, "trouble of its own", Behaviours.status("503 Service Unavailable"), Reason.HTTP_5XX, false);
        add(faults, "endless head", Behaviours.endlessHead(), Reason.BAD_RESPONSE, true);
        add(faults, "garbage", Behaviours.garbage(), Reason.BAD_RESPONSE, true);
        add(faults, "redirect loop", Behaviours.redirectLoop(), Reason.REDIRECT_LOOP, true);
        add(
                faults,
                "redirect into files",
                Behaviours.redirect("302 Found", "file:///etc/hostname"),
                Reason.REDIRECT_REFUSED,
                true);
        add(faults, "page", Behaviours.page("text/html"), Reason.CONTENT_TYPE, true);
        add(faults, "page in disguise", Behaviours.page("audio/mpeg"), Reason.CONTENT_TYPE, true);
        add(faults, "not found", Behaviours.status("404 Not Found"), Reason.HTTP_4XX, true);
        return faults;
    }

    static List<Arguments> faultsOfEachTransport() {
        List<Arguments> all = new ArrayList<>();
        for (TransportKind transport : Transports.available()) {
            for (Arguments fault : faults()) {
                List<Object> arguments = new ArrayList<>(List.of(fault.get()));
                arguments.add(0, transport);
                all.add(Arguments.of(arguments.toArray()));
            }
        }
        return all;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("faultsOfEachTransport")
    void isNamedAndTriedAgain(TransportKind transport, Behaviour fault, Reason reason, boolean lasting) {
        try (FlakyOrigin origin = FlakyOrigin.serving(fault);
                RunningDaemon daemon = RunningDaemon.over(transport, """
                        [source.bad]
                        inputs = [{ url = "%s", header-timeout = "300ms" }]
                        stall = "500ms"
                        retry = "100ms..60s"
                        [source.good]
                        inputs = ["test:counter?rate=2Mbit/s"]
                        outputs = ["tcp://127.0.0.1:0"]
                        join = "live"
                        """.formatted(origin.uri("/bad?token=secret")))) {
            Ear.Counter counter = new Ear.Counter();
            try (Hearer good = Hearer.tcp(daemon.tcpPort("good"), counter)) {

                await().atMost(LIMIT).until(() -> failure(daemon).isPresent());
                InputFailure failure = failure(daemon).orElseThrow();

                assertThat(failure.reason()).as(failure.detail()).isEqualTo(reason);
                assertThat(failure.lasting()).isEqualTo(lasting);
                assertThat(failure.detail()).isNotBlank().doesNotContain("secret");
                if (lasting) {
                    assertThat(daemon.status("bad").state()).isInstanceOfSatisfying(BackingOff.class, rest -> {
                        assertThat(rest.failure()).isEqualTo(failure);
                        assertThat(rest.until()).isAfter(Instant.now().plus(SLOW));
                    });
                } else {
                    await().atMost(LIMIT).until(() -> origin.requests().size() > 1);
                }
                long before = good.heard();
                await().atMost(LIMIT).until(() -> good.heard() > before);
                assertThat(good.connected()).isTrue();
                assertThat(counter.report().isExact())
                        .as(counter.report().toString())
                        .isTrue();
            }
        }
    }

    private static Optional<InputFailure> failure(RunningDaemon daemon) {
        return daemon.status("bad").inputs().get(0).lastFailure();
    }

    private static void add(List<Arguments> faults, String name, Behaviour fault, Reason reason, boolean lasting) {
        faults.add(Arguments.of(Named.of(name, fault), reason, lasting));
    }

    private static Behaviour broken(Fault how) {
        return Behaviours.file(SOUND).contentType("audio/mpeg").breaking(how, 10_000);
    }

    private static Behaviour tooLong() {
        return Behaviours.file(SOUND).contentType("audio/mpeg").withoutRanges().announcing(1000);
    }

    private static byte[] sound() {
        byte[] bytes = new byte[20_000];
        new Random(7).nextBytes(bytes);
        return bytes;
    }
}
