package io.ringcast.daemon.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of ten gigabytes goes through a daemon with 64 MiB for its ring, as fast as it can, and the memory of its process stays level. */
@Tag("long")
final class TenGigabytesTest {

    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final Duration STEP = Duration.ofMillis(250);
    private static final long SIZE = 10L << 30;
    private static final long ALLOWED_GROWTH = 16L << 20;
    private static final long ALLOWED = 400L << 20;

    @TempDir
    Path dir = Path.of("");

    @BeforeEach
    void makeFile() throws IOException {
        Path web = Files.createDirectory(dir.resolve("dav"));
        try (RandomAccessFile sparse =
                new RandomAccessFile(web.resolve("large.bin").toFile(), "rw")) {
            sparse.setLength(SIZE);
        }
    }

    @Test
    void memoryStaysLevelOverHttp() throws IOException {
        int http = Loopback.freePort();
        try (Nginx nginx = Nginx.start(dir, "");
                Tool daemon = Tool.start("sh", "-c", "exec " + ringcastd(nginx, http, ""))) {
            await().atMost(LIMIT).until(() -> Loopback.accepts(http));
            try (Tool curl = Tool.start("sh", "-c", "curl -s http://127.0.0.1:" + http + "/large | wc -c")) {

                List<Long> sizes = sizesWhile(curl, daemon.pid());

                assertThat(curl.await(LIMIT).text().strip()).isEqualTo(Long.toString(SIZE));
                assertLevel("HTTP", sizes);
            }
        }
    }

    @Test
    void memoryStaysLevelToStdout() throws IOException {
        Path taken = dir.resolve("taken");
        try (Nginx nginx = Nginx.start(dir, "");
                Tool pipe = Tool.start(
                        "sh",
                        "-c",
                        ringcastd(nginx, Loopback.freePort(), "outputs = [\"stdout:\"]\n") + " | wc -c > " + taken)) {
            await().atMost(LIMIT).until(() -> java(pipe).isPresent());

            List<Long> sizes = new ArrayList<>();
            await().atMost(LIMIT).pollInterval(STEP).until(() -> {
                sizes.add(residentBytes(java(pipe).orElseThrow().pid()));
                return Files.size(taken) > 0;
            });

            assertThat(taken).content().isEqualToIgnoringWhitespace(Long.toString(SIZE));
            assertLevel("stdout", sizes);
        }
    }

    /** The recipe for large files, and more of its source. */
    private String ringcastd(Nginx nginx, int http, String more) throws IOException {
        Recipe recipe = requireNonNull(Recipe.all().get("fileThatIsLargerThanTheMemoryGoesThroughIt"))
                .with("http://origin.example/", "http://127.0.0.1:" + nginx.port() + "/dav/");
        Path file = Files.writeString(
                dir.resolve("ringcast.toml"), """
                [daemon]
                http = "127.0.0.1:%d"
                admin = "127.0.0.1:%d"
                memory = "64MiB"
                """.formatted(http, Loopback.freePort()) + recipe.configuration() + more);
        return String.join(
                " ",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC -Xmx256m -XX:MaxDirectMemorySize=256m",
                "-cp '" + System.getProperty("java.class.path") + "'",
                "io.ringcast.daemon.cli.Main run -c " + file);
    }

    private static Optional<ProcessHandle> java(Tool pipe) {
        return ProcessHandle.of(pipe.pid())
                .orElseThrow()
                .descendants()
                .filter(child -> child.info().command().orElse("").endsWith("/java"))
                .findFirst();
    }

    private static List<Long> sizesWhile(Tool reader, long pid) {
        List<Long> sizes = new ArrayList<>();
        await().atMost(LIMIT).pollInterval(STEP).until(() -> {
            sizes.add(residentBytes(pid));
            return !reader.running();
        });
        return sizes;
    }

    private static long residentBytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow();
    }

    /** The second half of the way takes no more than the first. */
    private static void assertLevel(String way, List<Long> sizes) throws IOException {
        long first = Collections.max(sizes.subList(0, sizes.size() / 2));
        long second = Collections.max(sizes.subList(sizes.size() / 2, sizes.size()));
        String found = "%s: %.1f s, resident at most %d MiB in the first half, %d MiB in the second%n"
                .formatted(way, sizes.size() * STEP.toMillis() / 1e3, first >> 20, second >> 20);
        Files.writeString(Path.of("target", "ten-gigabytes-" + way + ".txt"), found);
        assertThat(second).as(found).isLessThan(first + ALLOWED_GROWTH).isLessThan(ALLOWED);
    }
}
