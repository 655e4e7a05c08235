package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.daemon.source.SourceSupervisor;
import io.ringcast.daemon.testing.FlakyOrigin;
import io.ringcast.daemon.testing.FlakyOrigin.Behaviour;
import io.ringcast.daemon.testing.Wire;
import io.ringcast.protocol.mpegts.TsPacket;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An input that delivers and is failing all the same is left for the next one, and those who listen hear that one. */
final class TriggersTest {

    private static final Duration LIMIT = Duration.ofSeconds(40);

    /** What has to be heard behind a switch. */
    private static final long ENOUGH = 50_000;

    /** Pieces of the test card that are good, before an origin goes wrong. */
    private static final int GOOD = 30;

    private static final long TRICKLE_NANOS = Duration.ofMillis(150).toNanos();

    private static final long MOMENT_NANOS = Duration.ofSeconds(2).toNanos();

    private static final String BACKUP = "\"test:card\"";

    private static final AtomicInteger CONNECTED = new AtomicInteger();
    private static final AtomicInteger MOST_CONNECTED = new AtomicInteger();

    private static final List<FlakyOrigin> ORIGINS = new ArrayList<>();
    private static final List<Hearer> HEARERS = new ArrayList<>();
    private static @Nullable RunningDaemon running;

    /** All sources at once: each has an origin that goes wrong in its own way, and a listener by TCP and one by HTTP. */
    @BeforeAll
    static void startAll() {
        String slow = url(
                turning((card, wire) -> {
                    card.plays(wire, 1);
                    LockSupport.parkNanos(TRICKLE_NANOS);
                }),
                "/live.ts");
        String dark = url(
                turning((card, wire) -> {
                    card.picture = false;
                    card.plays(wire, Card.PIECE);
                }),
                "/live.ts");
        String torn = url(
                turning((card, wire) -> {
                    card.loses();
                    card.plays(wire, Card.PIECE);
                }),
                "/live.ts");
        // The first breaks, and cannot be had again.
        FlakyOrigin broken = serving(
                turning((card, wire) -> {
                    wire.reset();
                    throw new IOException("reset");
                }),
                (request, wire) -> wire.reset());
        String sound = url(TriggersTest::playsSound, "/live.mp3");
        FlakyOrigin account = serving(
                counted(turning((card, wire) -> {
                    wire.hang();
                    throw new IOException("closed");
                })),
                counted(turning((card, wire) -> card.plays(wire, Card.PIECE))));
        String input = "{ url = \"%s\", connections = 1 }";
        RunningDaemon daemon =
                RunningDaemon.of(source("slow", "min-rate = \"100kbit/s\"\nbad-after = \"1s\"", slow, BACKUP)
                        + source("dark", "require = [\"picture\"]\nbad-after = \"1s\"", dark, BACKUP)
                        + source("torn", "max-errors = 20", torn, BACKUP)
                        + source("strict", "format = \"same\"", quoted(broken, "/live.ts"), sound, BACKUP)
                        + source(
                                "single",
                                "prove = \"1h\"",
                                input.formatted(account.uri("/first.ts")),
                                input.formatted(account.uri("/second.ts"))));
        running = daemon;
        for (String name : List.of("slow", "dark", "torn", "strict", "single")) {
            HEARERS.add(Hearer.tcp(daemon.tcpPort(name), Ear.deaf()));
            HEARERS.add(Hearer.http(daemon.httpPort(), "/" + name, Ear.deaf()));
        }
    }

    @AfterAll
    static void stopAll() {
        HEARERS.forEach(Hearer::close);
        if (running != null) {
            running.close();
        }
        ORIGINS.forEach(FlakyOrigin::close);
    }

    @Test
    void leavesAnInputThatDropsToATrickle() {
        assertThatListenersHear("slow", 0, 1, "low-rate");
    }

    @Test
    void leavesAnInputWhosePictureVanishes() {
        assertThatListenersHear("dark", 1, 1, "no-picture");
    }

    @Test
    void leavesAnInputWithMoreErrorsThanItMayHave() {
        assertThatListenersHear("torn", 2, 1, "ts-errors");
    }

    @Test
    void passesOverABackupOfAnotherFormat() {
        assertThatListenersHear("strict", 3, 2, "wrong-format");
    }

    @Test
    void neverHasTwoConnectionsOfAnAccountThatAllowsOne() {
        assertThatListenersHear("single", 4, 1, "stalled");

        assertThat(ORIGINS.get(ORIGINS.size() - 1).requests())
                .extracting(FlakyOrigin.Request::target)
                .startsWith("/first.ts", "/second.ts");
        assertThat(MOST_CONNECTED).hasValue(1);
    }

    /** What is wrong with an input of {@code source} is counted, and its listeners stay and hear input {@code next}. */
    private static void assertThatListenersHear(String source, int number, int next, String reason) {
        RunningDaemon daemon = Objects.requireNonNull(running);
        Hearer tcp = HEARERS.get(2 * number);
        Hearer http = HEARERS.get(2 * number + 1);

        await("input " + next).atMost(LIMIT).until(() -> daemon.status(source).active() == next);
        long byTcp = tcp.heard();
        long byHttp = http.heard();
        await("its bytes").atMost(LIMIT).until(() -> tcp.heard() > byTcp + ENOUGH && http.heard() > byHttp + ENOUGH);

        assertThat(tcp.connected() && http.connected()).isTrue();
        assertThat(daemon.metrics("ringcast_input_failures_total", "reason=\"" + reason + "\""))
                .isPositive();
    }

    private static String url(Behaviour behaviour, String path) {
        return quoted(serving(behaviour), path);
    }

    private static String quoted(FlakyOrigin origin, String path) {
        return "\"" + origin.uri(path) + "\"";
    }

    private static FlakyOrigin serving(Behaviour... script) {
        FlakyOrigin origin = FlakyOrigin.serving(script);
        ORIGINS.add(origin);
        return origin;
    }

    private static void playsSound(FlakyOrigin.Request request, Wire wire) throws IOException {
        wire.head("200 OK", "Content-Type: audio/mpeg");
        while (true) {
            wire.send(frame());
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static String source(String name, String keys, String... inputs) {
        return """
                [source.%s]
                inputs = [%s]
                outputs = ["tcp://127.0.0.1:0"]
                join = "oldest"
                join-wait = "30s"
                stall = "1s"
                retry = "100ms..300ms"
                %s
                """.formatted(name, String.join(", ", inputs), keys);
    }

    /** Plays the test card, and goes wrong. */
    private static Behaviour turning(Turn turn) {
        return (request, wire) -> {
            wire.head("200 OK", "Content-Type: video/mp2t");
            Card card = new Card();
            for (int i = 0; i < GOOD; i++) {
                card.plays(wire, Card.PIECE);
            }
            while (true) {
                turn.once(card, wire);
            }
        };
    }

    /** The same, and counts who is connected at the same time; that one has gone is seen a moment after the next has come. */
    private static Behaviour counted(Behaviour behaviour) {
        return (request, wire) -> {
            long until = System.nanoTime() + MOMENT_NANOS;
            while (CONNECTED.get() > 0 && System.nanoTime() < until) {
                LockSupport.parkNanos(TRICKLE_NANOS);
            }
            MOST_CONNECTED.accumulateAndGet(CONNECTED.incrementAndGet(), Math::max);
            try {
                behaviour.answer(request, wire);
            } finally {
                CONNECTED.decrementAndGet();
            }
        };
    }

    /** MPEG-1 layer III, 128 kbit/s, 44.1 kHz: silence. */
    private static byte[] frame() {
        byte[] frame = Arrays.copyOf(new byte[] {(byte) 0xFF, (byte) 0xFB, (byte) 0x90, 0x64}, 417);
        Arrays.fill(frame, 40, frame.length, (byte) 0x55);
        return frame;
    }

    /** What an origin does again and again once it has gone wrong. */
    private interface Turn {
        void once(Card card, Wire wire) throws IOException, InterruptedException;
    }

    /** The test card, its counters going on for ever. */
    private static final class Card {

        static final int PIECE = 40;

        private static final int VIDEO_PID = 0x100;
        private static final int AUDIO_PID = 0x101;
        private static final long PIECE_NANOS = Duration.ofMillis(40).toNanos();

        private final byte[] bytes = bytes();
        private final Map<Integer, Integer> counters = new HashMap<>();
        private int at;
        boolean picture = true;

        /** So many packets, and a rest. */
        void plays(Wire wire, int packets) throws IOException {
            byte[] piece = new byte[packets * TsPacket.SIZE];
            for (int to = 0; to < piece.length; to += TsPacket.SIZE) {
                write(piece, to);
            }
            wire.send(piece);
            LockSupport.parkNanos(PIECE_NANOS);
        }

        /** Three packets of sound never come. */
        void loses() {
            counters.merge(AUDIO_PID, 3, Integer::sum);
        }

        private void write(byte[] piece, int to) {
            System.arraycopy(bytes, at, piece, to, TsPacket.SIZE);
            at = (at + TsPacket.SIZE) % bytes.length;
            int pid = (piece[to + 1] & 0x1F) << 8 | (piece[to + 2] & 0xFF);
            if (pid == VIDEO_PID && !picture) {
                piece[to + 1] = 0x1F;
                piece[to + 2] = (byte) 0xFF;
            } else if ((piece[to + 3] & 0x10) != 0) {
                int counter = counters.merge(pid, 1, Integer::sum);
                piece[to + 3] = (byte) ((piece[to + 3] & 0xF0) | (counter & 0x0F));
            }
        }

        private static byte[] bytes() {
            try (InputStream in = SourceSupervisor.class.getResourceAsStream("test/card.ts")) {
                return Objects.requireNonNull(in).readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
