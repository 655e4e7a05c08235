package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.protocol.mpegts.TsPacket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each kind of input has each {@link Fault}, with fifty listeners: nobody is lost, bytes go on behind each fault, and a player finds
 * nothing out of time, with pictures and sound behind each of them.
 */
final class InputMatrixTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int LISTENERS = 50;

    /** How long a fault lasts that nothing is lost by. */
    private static final long LASTS_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

    /** What has to come behind a fault, in seconds of the film. */
    private static final double PLAYED_SECONDS = 2.5;

    /** Frames of each kind that have to be among them. */
    private static final int FRAMES = 10;

    /** {@code -Dmatrix.kinds=PATTERN} plays only some. */
    private static final Pattern KINDS = Pattern.compile(System.getProperty("matrix.kinds", ".*"));

    @TempDir
    Path dir = Path.of("");

    /** Everything that listeners may not hear of, whatever the fault. */
    private static final List<String> NOT_TO_BE_SAID = List.of(
            "monoton",
            "dts to muxer",
            "packet corrupt",
            "out of order",
            "discontinuity",
            "continuity check",
            "invalid dts");

    @Test
    @Tag("heavy")
    void listenersOutliveEachFaultOfEachInput() throws IOException {
        play(1);
    }

    @Test
    @Tag("long")
    void listenersOutliveTwentySwitchesOfEachInput() throws IOException {
        play(Integer.getInteger("matrix.rounds", 5));
    }

    private void play(int rounds) throws IOException {
        List<Film> films = List.of(Film.first(dir, 60 * (rounds + 1)), Film.second(dir, 60 * (rounds + 1)));
        int http = Loopback.freePort();
        List<FaultyOrigin> origins = new ArrayList<>();
        try {
            origins.add(SocketOrigins.http(films));
            origins.add(SocketOrigins.tcp(films));
            origins.add(SocketOrigins.exec(films));
            origins.add(SocketOrigins.pushing(films));
            origins.add(SocketOrigins.publishing(films, http));
            origins.add(SocketOrigins.udp(films));
            origins.add(SocketOrigins.rtp(films));
            origins.add(SegmentOrigins.hls(dir, films));
            origins.add(SegmentOrigins.playlist(dir, films));
            origins.add(new FileOrigin(dir, films));
            List<Row> rows = new ArrayList<>();
            try (RunningDaemon daemon =
                    RunningDaemon.start("memory = \"160MiB\"\nhttp = \"127.0.0.1:" + http + "\"", sources(origins))) {
                List<CompletableFuture<Void>> playing = new ArrayList<>();
                for (FaultyOrigin origin : origins) {
                    if (!KINDS.matcher(origin.name()).matches()) {
                        continue;
                    }
                    Row row = new Row(origin, daemon, films.get(0).bytesPerSecond());
                    rows.add(row);
                    playing.add(CompletableFuture.runAsync(() -> row.run(rounds), InputMatrixTest::thread));
                }
                joinAll(playing);
                assertThat(daemon.ends()).as("listeners that ended").isEmpty();
                daemon.stop();
            }
            for (Row row : rows) {
                row.assertPlays(dir);
            }
        } finally {
            origins.forEach(FaultyOrigin::close);
        }
    }

    private static void joinAll(List<CompletableFuture<Void>> playing) {
        AssertionError failed = null;
        for (CompletableFuture<Void> row : playing) {
            try {
                row.join();
            } catch (CompletionException e) {
                AssertionError each = new AssertionError(e.getMessage(), e);
                if (failed == null) {
                    failed = each;
                } else {
                    failed.addSuppressed(each);
                }
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    private static String sources(List<FaultyOrigin> origins) {
        StringBuilder sources = new StringBuilder();
        for (FaultyOrigin origin : origins) {
            sources.append("""
                    [source.%s]
                    inputs = [%s]
                    outputs = ["tcp://127.0.0.1:0"]
                    join = "oldest"
                    join-wait = "60s"
                    stall = "1s"
                    retry = "100ms..300ms"
                    %s
                    """.formatted(origin.name(), origin.input(), origin.settings()));
        }
        return sources.toString();
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "matrix-row");
        thread.setDaemon(true);
        thread.start();
    }

    /** One kind of input with its listeners. */
    private static final class Row {

        private final FaultyOrigin origin;
        private final RunningDaemon daemon;
        private final long enough;
        private final Ear.Memory ear = new Ear.Memory();
        private final List<Hearer> hearers = new ArrayList<>();

        /** What was played behind each fault: places in what the first listener heard. */
        private final List<Stretch> stretches = new ArrayList<>();

        /** @param bytesPerSecond of the film */
        Row(FaultyOrigin origin, RunningDaemon daemon, int bytesPerSecond) {
            this.origin = origin;
            this.daemon = daemon;
            this.enough = (long) (bytesPerSecond * PLAYED_SECONDS);
        }

        private record Stretch(String what, long from, long to) {}

        void run(int rounds) {
            int port = daemon.tcpPort(origin.name());
            hearers.add(Hearer.tcp(port, ear));
            for (int i = 1; i < LISTENERS; i++) {
                hearers.add(
                        i % 2 == 0
                                ? Hearer.tcp(port, Ear.deaf())
                                : Hearer.http(daemon.httpPort(), "/" + origin.name(), Ear.deaf()));
            }
            awaitAllHear("the beginning");
            for (int round = 0; round < rounds; round++) {
                for (Fault fault : Fault.values()) {
                    if (origin.can(fault)) {
                        have(fault, fault + " of " + origin.name() + ", round " + round);
                    }
                }
            }
        }

        private void have(Fault fault, String what) {
            long failures = failures();
            origin.strike(fault);
            LockSupport.parkNanos(LASTS_NANOS);
            if (origin.loses(fault)) {
                await(what + ": the input is lost").atMost(LIMIT).until(() -> failures() > failures);
            }
            origin.mend();
            long from = hearers.get(0).heard();
            awaitAllHear(what);
            stretches.add(new Stretch(what, from, hearers.get(0).heard()));
        }

        private void awaitAllHear(String what) {
            List<Long> before = hearers.stream().map(Hearer::heard).toList();
            await(what + ": all go on").atMost(LIMIT).until(() -> {
                for (int i = 0; i < hearers.size(); i++) {
                    if (!hearers.get(i).connected()) {
                        throw new AssertionError(what + ": a listener is lost");
                    }
                    if (hearers.get(i).heard() < before.get(i) + enough) {
                        return false;
                    }
                }
                return true;
            });
        }

        private long failures() {
            return daemon.status(origin.name()).inputs().get(0).failures();
        }

        void assertPlays(Path dir) throws IOException {
            Path file = Files.write(dir.resolve(origin.name() + "-heard.ts"), whole(ear.all()));
            Tool.Result played =
                    Tool.run(LIMIT, "ffmpeg", "-nostdin", "-v", "warning", "-i", file.toString(), "-f", "null", "-");
            assertThat(played.status()).as(origin.name()).isZero();
            assertThat(played.err()
                            .lines()
                            .filter(line -> NOT_TO_BE_SAID.stream().anyMatch(line.toLowerCase(Locale.ROOT)::contains)))
                    .as("what ffmpeg says of %s", origin.name())
                    .isEmpty();
            String frames = Tool.run(
                            LIMIT,
                            "ffprobe",
                            "-v",
                            "error",
                            "-show_entries",
                            "frame=media_type,pkt_pos",
                            "-of",
                            "csv=p=0",
                            file.toString())
                    .text();
            for (Stretch stretch : stretches) {
                for (String kind : List.of("video", "audio")) {
                    assertThat(places(frames, kind).stream()
                                    .filter(place -> place >= stretch.from() && place < stretch.to())
                                    .count())
                            .as("frames of %s behind %s", kind, stretch.what())
                            .isGreaterThanOrEqualTo(FRAMES);
                }
            }
        }

        /** Without the PES packet in which the daemon stopped: cut short, it is damage that nobody did. */
        private static byte[] whole(byte[] heard) {
            int end = heard.length / TsPacket.SIZE * TsPacket.SIZE - TsPacket.SIZE;
            while (end > 0 && (heard[end + 1] & 0x40) == 0) {
                end -= TsPacket.SIZE;
            }
            return Arrays.copyOf(heard, Math.max(0, end));
        }

        /** Where each frame of a kind lies; those that share a PES packet lie where it begins. */
        private static List<Long> places(String frames, String kind) {
            List<Long> places = new ArrayList<>();
            long place = 0;
            for (String line : frames.lines().toList()) {
                String[] fields = line.split(",");
                if (fields[0].equals(kind)) {
                    place = fields[1].equals("N/A") ? place : Long.parseLong(fields[1]);
                    places.add(place);
                }
            }
            return places;
        }
    }
}
