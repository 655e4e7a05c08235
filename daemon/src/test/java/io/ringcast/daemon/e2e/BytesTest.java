package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.testing.Behaviours;
import io.ringcast.daemon.testing.FileBehaviour;
import io.ringcast.daemon.testing.FileBehaviour.Fault;
import io.ringcast.daemon.testing.FlakyOrigin;
import io.ringcast.daemon.testing.FlakyOrigin.Behaviour;
import io.ringcast.daemon.testing.Transports;
import io.ringcast.daemon.transport.TransportKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A file behind an origin that breaks the connection again and again: whoever listens gets every byte of it, once, in order, and its end. */
final class BytesTest {

    private static final int MB = 1_000_000;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    static List<TransportKind> transports() {
        return Transports.available();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void everyListenerGetsTheWholeFile(TransportKind transport) {
        byte[] file = random(12 * MB);
        try (FlakyOrigin origin = FlakyOrigin.serving(breaking(file, 1 * MB));
                RunningDaemon daemon = RunningDaemon.over(transport, """
                        [source.film]
                        inputs = ["%s"]
                        outputs = ["tcp://127.0.0.1:0"]
                        ring = "16MiB"
                        join = "oldest"
                        pace = "off"
                        """.formatted(origin.uri("/film")))) {

            Audience audience = new Audience(file);
            audience.tcp(daemon, 4);
            audience.http(daemon, 4);

            audience.assertAllHeard();
            assertThat(origin.requests()).hasSizeGreaterThan(10);
        }
    }

    @Test
    @Tag("heavy")
    void fortyListenersGetAllOfAHundredMegabytes() {
        byte[] file = random(100 * MB);
        try (FlakyOrigin origin = FlakyOrigin.serving(breaking(file, 3 * MB));
                RunningDaemon daemon = RunningDaemon.start("memory = \"256MiB\"", """
                        [source.film]
                        inputs = ["%s"]
                        outputs = ["tcp://127.0.0.1:0"]
                        ring = "128MiB"
                        join = "oldest"
                        pace = "off"
                        """.formatted(origin.uri("/film")))) {
            Audience audience = new Audience(file);

            // They come while it is downloaded, and the last ones perhaps when it already is.
            for (int i = 0; i < 20; i++) {
                long due = i * 3L * MB;
                await().atMost(LIMIT).until(() -> daemon.head("film") >= due);
                audience.tcp(daemon, 1);
                audience.http(daemon, 1);
            }

            audience.assertAllHeard();
            assertThat(origin.requests()).hasSizeGreaterThan(30);
            assertThat(origin.requests().get(origin.requests().size() - 1).header("range"))
                    .isPresent();
            await().atMost(LIMIT).until(() -> daemon.ends().size() == 40);
            assertThat(daemon.ends()).allSatisfy(end -> {
                assertThat(end.reason()).isEqualTo(EndReason.SOURCE_ENDED);
                assertThat(end.listener().bytes()).isEqualTo(file.length);
                assertThat(end.listener().skips()).isZero();
            });
        }
    }

    @Test
    @Tag("heavy")
    void theSlowestOfTwentySetsThePaceWhereTheyAreWaitedFor() {
        byte[] file = random(100 * MB);
        CountDownLatch connected = new CountDownLatch(1);
        CountDownLatch playing = new CountDownLatch(1);
        List<Behaviour> script = new ArrayList<>();
        script.add(after(connected, Behaviours.file(file).breaking(Fault.CLOSE, 128 * 1024)));
        script.add(after(playing, Behaviours.file(file).breaking(Fault.RESET, 3 * MB)));
        script.addAll(List.of(breaking(file, 3 * MB)));
        try (FlakyOrigin origin = FlakyOrigin.serving(script.toArray(Behaviour[]::new));
                RunningDaemon daemon = RunningDaemon.of("""
                        [source.film]
                        inputs = [{ url = "%s", header-timeout = "60s" }]
                        outputs = ["tcp://127.0.0.1:0"]
                        ring = "4MiB"
                        join = "oldest"
                        join-wait = "60s"
                        policy = "wait"
                        pace = "off"
                        """.formatted(origin.uri("/film")))) {
            Audience audience = new Audience(file);

            // All have connected before the origin gives the first byte, and all play before it gives more than the
            // ring holds.
            audience.slowTcp(daemon, 20);
            connected.countDown();
            await().atMost(LIMIT).until(() -> daemon.listeners("film") == 20);
            playing.countDown();

            audience.assertAllHeard();
            assertThat(daemon.memory().heldBytes()).isLessThanOrEqualTo((4L << 20) + 2 * ChunkPool.CHUNK_BYTES);
            await().atMost(LIMIT).until(() -> daemon.ends().size() == 20);
            assertThat(daemon.ends()).allSatisfy(end -> assertThat(end.reason()).isEqualTo(EndReason.SOURCE_ENDED));
        }
    }

    @Test
    void whoComesAfterTheEndGetsWhatTheRingHoldsAndTheEnd() {
        byte[] file = random(2 * MB);
        try (FlakyOrigin origin = FlakyOrigin.serving(Behaviours.file(file));
                RunningDaemon daemon = RunningDaemon.of("""
                        [source.film]
                        inputs = ["%s"]
                        outputs = ["tcp://127.0.0.1:0"]
                        ring = "8MiB"
                        join = "oldest"
                        pace = "off"
                        """.formatted(origin.uri("/film")))) {
            await().atMost(LIMIT)
                    .until(() -> daemon.status("film").state().word().equals("ended"));

            Audience audience = new Audience(file);
            audience.tcp(daemon, 1);
            audience.http(daemon, 1);

            audience.assertAllHeard();
        }
    }

    @Test
    void whatAnOriginCompressesComesOutAsItWas() {
        byte[] file = random(3 * MB);
        try (FlakyOrigin origin = FlakyOrigin.serving(Behaviours.file(file).gzip());
                RunningDaemon daemon = RunningDaemon.of("""
                        [source.film]
                        inputs = ["%s"]
                        join = "oldest"
                        """.formatted(origin.uri("/film")))) {

            Tool.Result curl = Tool.run(
                    LIMIT,
                    "curl",
                    "-s",
                    "--max-time",
                    "60",
                    daemon.http("/film").toString());

            assertThat(curl.status()).isZero();
            assertThat(Ear.Digest.of(curl.out())).isEqualTo(Ear.Digest.of(file));
        }
    }

    /** Some listeners of the source {@code film}, each with the sum of what it hears. */
    private static final class Audience {

        private final List<Hearer> hearers = new ArrayList<>();
        private final List<Ear.Digest> digests = new ArrayList<>();
        private final int length;
        private final String sum;

        /** Takes the sum first, so that the code that does it is fast when the listeners need it. */
        Audience(byte[] file) {
            length = file.length;
            sum = Ear.Digest.of(file);
        }

        void tcp(RunningDaemon daemon, int count) {
            for (int i = 0; i < count; i++) {
                hearers.add(Hearer.tcp(daemon.tcpPort("film"), digest()));
            }
        }

        void http(RunningDaemon daemon, int count) {
            for (int i = 0; i < count; i++) {
                hearers.add(Hearer.http(daemon.httpPort(), "/film", digest()));
            }
        }

        /** Each of a speed of its own, from 15 MB/s up, which it also changes. */
        void slowTcp(RunningDaemon daemon, int count) {
            for (int i = 0; i < count; i++) {
                Random random = new Random(i);
                double bytesPerNano = 0.015 + random.nextInt(100) / 1000.0;
                Ear.Digest digest = digest();
                Ear slow = (bytes, length) -> {
                    digest.hear(bytes, length);
                    LockSupport.parkNanos((long) (length / bytesPerNano * 2 * random.nextDouble()));
                };
                hearers.add(Hearer.tcp(daemon.tcpPort("film"), slow, 16 * 1024 + random.nextInt(256 * 1024)));
            }
        }

        void assertAllHeard() {
            for (int i = 0; i < hearers.size(); i++) {
                assertThat(hearers.get(i).awaitEnd(LIMIT))
                        .as("end of listener " + i)
                        .isEqualTo(Hearer.End.CLEAN);
                assertThat(hearers.get(i).heard()).as("bytes of listener " + i).isEqualTo(length);
                assertThat(digests.get(i).sum()).as("sum of listener " + i).isEqualTo(sum);
            }
        }

        private Ear.Digest digest() {
            Ear.Digest digest = new Ear.Digest();
            digests.add(digest);
            return digest;
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** Breaks each connection after about so many bytes, by resets and closes in turn. */
    private static Behaviour[] breaking(byte[] file, int every) {
        FileBehaviour whole = Behaviours.file(file);
        List<Behaviour> script = new ArrayList<>();
        for (int i = 0; i < 2 * file.length / every; i++) {
            script.add(whole.breaking(i % 2 == 0 ? Fault.RESET : Fault.CLOSE, every + i * 1000));
        }
        return script.toArray(Behaviour[]::new);
    }

    private static Behaviour after(CountDownLatch signal, Behaviour behaviour) {
        return (request, wire) -> {
            if (signal.await(60, TimeUnit.SECONDS)) {
                behaviour.answer(request, wire);
            }
        };
    }
}
