package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon in a process of its own whose origins have another {@link Fault} every few seconds, for {@code -Dsoak.minutes=N}: its fifty
 * listeners stay, and what it takes of memory, files and threads stays level. The table is written to {@code target/soak.md}, or to what
 * {@code -Dsoak.table} says, while it grows.
 */
@Tag("long")
final class SoakTest {

    private static final double MINUTES = Double.parseDouble(System.getProperty("soak.minutes", "1"));
    private static final long SEED = Long.getLong("soak.seed", 9);
    private static final Path TABLE = Path.of(System.getProperty("soak.table", "target/soak.md"));
    private static final Duration SAMPLE = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int LISTENERS = 50;
    private static final int FILM_SECONDS = 300;

    @TempDir
    Path dir = Path.of("");

    private final AtomicInteger faults = new AtomicInteger();
    private volatile boolean over;

    @Test
    void staysLevelWhateverItsOriginsDo() throws IOException {
        List<Film> films = List.of(Film.first(dir, FILM_SECONDS), Film.second(dir, FILM_SECONDS));
        int http = Loopback.freePort();
        int admin = Loopback.freePort();
        List<FaultyOrigin> origins = new ArrayList<>();
        List<Hearer> hearers = new ArrayList<>();
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
            StringBuilder toml = new StringBuilder("[daemon]\nhttp = \"127.0.0.1:" + http + "\"\nadmin = \"127.0.0.1:"
                    + admin + "\"\nmemory = \"96MiB\"\n");
            List<Integer> ports = new ArrayList<>();
            for (FaultyOrigin origin : origins) {
                int port = Loopback.freePort();
                ports.add(port);
                toml.append("""
                        [source.%s]
                        inputs = [%s]
                        outputs = ["tcp://127.0.0.1:%d"]
                        join-wait = "60s"
                        stall = "2s"
                        retry = "100ms..1s"
                        %s
                        """.formatted(origin.name(), origin.input(), port, origin.settings()));
            }
            Path file = Files.writeString(dir.resolve("soak.toml"), toml);
            try (Tool daemon = ringcastd(file)) {
                await().atMost(LIMIT).until(() -> Loopback.accepts(admin));
                for (int i = 0; i < LISTENERS; i++) {
                    int which = i % origins.size();
                    hearers.add(
                            i / origins.size() % 2 == 0
                                    ? Hearer.tcp(ports.get(which), Ear.deaf())
                                    : Hearer.http(http, "/" + origins.get(which).name(), Ear.deaf()));
                }
                await().atMost(LIMIT).until(() -> hearers.stream().allMatch(hearer -> hearer.heard() > 0));
                for (int i = 0; i < origins.size(); i++) {
                    FaultyOrigin origin = origins.get(i);
                    Random random = new Random(SEED + i);
                    Thread chaos = new Thread(() -> chaos(origin, random), "chaos-" + origin.name());
                    chaos.setDaemon(true);
                    chaos.start();
                }
                SoakTable table = watch(daemon, admin, hearers);
                List<Long> before = hearers.stream().map(Hearer::heard).toList();
                await("all go on when the faults are over").atMost(LIMIT).until(() -> {
                    for (int i = 0; i < hearers.size(); i++) {
                        if (hearers.get(i).heard() < before.get(i) + 20_000) {
                            return false;
                        }
                    }
                    return true;
                });
                String verdict = table.verdict();
                write(verdict + "\n" + faults + " faults, listeners lost: "
                        + hearers.stream().filter(hearer -> !hearer.connected()).count() + "\n");
                assertThat(hearers).allMatch(Hearer::connected);
                assertThat(table.unlevel()).as(verdict).isEmpty();
                daemon.terminate();
                assertThat(daemon.await(LIMIT).status()).isZero();
            }
        } finally {
            over = true;
            hearers.forEach(Hearer::close);
            origins.forEach(FaultyOrigin::close);
        }
    }

    private void chaos(FaultyOrigin origin, Random random) {
        Fault[] all = Fault.values();
        while (!over) {
            rest(2 + 5 * random.nextDouble());
            Fault fault = all[random.nextInt(all.length)];
            if (!over && origin.can(fault)) {
                origin.strike(fault);
                faults.incrementAndGet();
                rest(1 + 3 * random.nextDouble());
                origin.mend();
            }
        }
    }

    private SoakTable watch(Tool daemon, int admin, List<Hearer> hearers) throws IOException {
        SoakTable table = new SoakTable(daemon.pid(), admin);
        Files.writeString(TABLE, SoakTable.HEAD);
        long end = System.nanoTime() + (long) (MINUTES * 60e9);
        while (System.nanoTime() < end) {
            rest(SAMPLE.toSeconds());
            assertThat(daemon.running()).as("the daemon runs").isTrue();
            assertThat(hearers).as("nobody is lost").allMatch(Hearer::connected);
            write(table.sample(faults.get()));
        }
        over = true;
        return table;
    }

    private static void write(String text) throws IOException {
        Files.writeString(TABLE, text, StandardOpenOption.APPEND);
    }

    private static void rest(double seconds) {
        LockSupport.parkNanos((long) (seconds * TimeUnit.SECONDS.toNanos(1)));
    }

    private static Tool ringcastd(Path file) {
        return Tool.start(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:MaxDirectMemorySize=192m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.ringcast.daemon.cli.Main",
                "run",
                "-c",
                file.toString());
    }
}
