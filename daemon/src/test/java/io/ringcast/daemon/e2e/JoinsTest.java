package io.ringcast.daemon.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringcast.daemon.testing.FlakyOrigin;
import io.ringcast.daemon.testing.FlakyOrigin.Behaviour;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every container and codec that ffmpeg makes, joined at random moments while it comes in real time: what a listener gets decodes without a
 * word, and soon. Two joins over TCP and two over HTTP for each; {@code -Djoins.each=50} for fifty, with {@code -Djoins.kinds=PATTERN},
 * {@code -Djoins.seed=N}, {@code -Djoins.seconds=N} and {@code -Djoins.timed=N} of five that are timed; the table is written to {@code target/joins.md}, or to what {@code -Djoins.table}
 * says.
 */
@Tag("long")
final class JoinsTest {

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int EACH = Integer.getInteger("joins.each", 2);
    private static final int SECONDS = Integer.getInteger("joins.seconds", 24);
    private static final int TOGETHER = Integer.getInteger("joins.together", 2);

    /** Of five joins over the same transport, how many are timed with a player of their own. */
    private static final int TIMED = Integer.getInteger("joins.timed", 5);

    private static final long SEED = Long.getLong("joins.seed", 4);
    private static final Path TABLE = Path.of(System.getProperty("joins.table", "target/joins.md"));
    private static final Pattern KINDS = Pattern.compile(System.getProperty("joins.kinds", ".*"));

    /** Before its first byte is needed, an ffmpeg is started. */
    private static final long START_MILLIS = 1000;

    /** What is left of a stream for the last one who comes. */
    private static final int LEFT_SECONDS = 4;

    @TempDir
    Path dir = Path.of("");

    private final ExecutorService judges = Executors.newFixedThreadPool(3, JoinsTest::thread);
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(16, JoinsTest::thread);

    @Test
    void whoeverComesAtAnyMomentGetsWhatFfmpegDecodesWithoutAWord() throws Exception {
        // given
        assumeTrue(Tool.isThere("ffmpeg"), "ffmpeg is not installed");
        List<JoinKind> kinds = JoinKind.ALL.stream()
                .filter(kind -> KINDS.matcher(kind.name()).matches())
                .toList();
        Files.writeString(TABLE, JoinRow.HEAD);

        // when
        List<JoinRow> rows = new ArrayList<>();
        for (int from = 0; from < kinds.size(); from += TOGETHER) {
            rows.addAll(measure(kinds.subList(from, Math.min(kinds.size(), from + TOGETHER))));
        }

        // then: but for the leading pictures of open GOPs
        assertThat(rows)
                .filteredOn(row -> !row.kind().openGop())
                .allSatisfy(row -> assertThat(row.words()).as(row.kind().name()).isEmpty());
        assertThat(rows)
                .allSatisfy(row -> assertThat(row.joiners())
                        .as(row.kind().name())
                        .allMatch(joiner -> joiner.probing() == Joiner.Probing.NONE || joiner.hasFrame()));
    }

    /** Plays some kinds side by side, and lets ffmpeg judge when all is quiet again. */
    private List<JoinRow> measure(List<JoinKind> kinds) throws Exception {
        Map<JoinKind, FlakyOrigin> origins = new HashMap<>();
        Map<JoinKind, Integer> sizes = new HashMap<>();
        Map<JoinKind, List<Future<Joiner>>> joiners = new HashMap<>();
        StringBuilder sources = new StringBuilder();
        for (JoinKind kind : kinds) {
            byte[] file = kind.make(dir, SECONDS);
            sizes.put(kind, file.length);
            FlakyOrigin origin = FlakyOrigin.serving(inRealTime(file));
            origins.put(kind, origin);
            sources.append("""
                    [source.%s]
                    inputs = ["%s"]
                    outputs = ["tcp://127.0.0.1:0"]
                    ring = "8MiB"
                    at-end = "stop"
                    """.formatted(kind.name(), origin.uri("/file")));
        }
        List<JoinRow> rows = new ArrayList<>();
        try (RunningDaemon daemon = RunningDaemon.start("memory = \"256MiB\"", sources.toString())) {
            for (JoinKind kind : kinds) {
                await().atMost(LIMIT).until(() -> daemon.head(kind.name()) > 0);
                joiners.put(kind, send(daemon, kind));
            }
            Map<JoinKind, Map<Joiner, String>> heard = new HashMap<>();
            for (JoinKind kind : kinds) {
                Map<Joiner, String> sums = new HashMap<>();
                for (Future<Joiner> coming : joiners.getOrDefault(kind, List.of())) {
                    Joiner joiner = coming.get();
                    sums.put(joiner, joiner.awaitEnd(LIMIT));
                }
                heard.put(kind, sums);
            }
            for (JoinKind kind : kinds) {
                JoinRow row = judge(kind, sizes.getOrDefault(kind, 0), heard.getOrDefault(kind, Map.of()));
                rows.add(row);
                Files.writeString(TABLE, row.line(), StandardOpenOption.APPEND);
                if (!row.words().isEmpty()) {
                    System.out.println(kind.name() + ": " + row.words());
                }
            }
        } finally {
            for (List<Future<Joiner>> all : joiners.values()) {
                for (Future<Joiner> joiner : all) {
                    joiner.get().close();
                }
            }
            origins.values().forEach(FlakyOrigin::close);
        }
        return rows;
    }

    /** Lets all come, each at a moment of its own. */
    private List<Future<Joiner>> send(RunningDaemon daemon, JoinKind kind) {
        Random random = new Random(SEED + kind.name().hashCode());
        List<Future<Joiner>> coming = new ArrayList<>();
        for (int i = 0; i < 2 * EACH; i++) {
            boolean http = i % 2 == 0;
            Joiner.Probing probing = i % 10 < 2 * TIMED
                    ? i % 20 < 10 ? Joiner.Probing.DEFAULT : Joiner.Probing.QUICK
                    : Joiner.Probing.NONE;
            Path file = dir.resolve(kind.name() + "." + i);
            long millis = random.nextInt((SECONDS - LEFT_SECONDS) * 1000 - (int) START_MILLIS);
            CompletableFuture<Joiner> joined = new CompletableFuture<>();
            schedule(joined, millis, () -> {
                Joiner joiner = new Joiner(kind, file, probing);
                schedule(joined, START_MILLIS, () -> {
                    joiner.join(daemon, http);
                    joined.complete(joiner);
                });
            });
            coming.add(joined);
        }
        return coming;
    }

    private void schedule(CompletableFuture<Joiner> joined, long millis, Runnable task) {
        threads.schedule(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException | Error e) {
                        joined.completeExceptionally(e);
                    }
                },
                millis,
                TimeUnit.MILLISECONDS);
    }

    /** What is the same is judged once. */
    private JoinRow judge(JoinKind kind, int size, Map<Joiner, String> heard) throws Exception {
        Map<String, Future<Joiner.Verdict>> verdicts = new HashMap<>();
        heard.forEach((joiner, sum) -> verdicts.computeIfAbsent(
                sum,
                file -> judges.submit(() ->
                        Joiner.judge(joiner.file(), dir.resolve(joiner.file().getFileName() + ".words")))));
        int silent = 0;
        String words = "";
        for (Map.Entry<Joiner, String> each : heard.entrySet()) {
            double whole = (double) Files.size(each.getKey().file()) / size * SECONDS;
            String said = said(requireNonNull(verdicts.get(each.getValue())).get(), whole);
            silent += said.isEmpty() ? 1 : 0;
            words = words.isEmpty() ? said : words;
        }
        for (Joiner joiner : heard.keySet()) {
            Files.delete(joiner.file());
        }
        return new JoinRow(kind, List.copyOf(heard.keySet()), silent, verdicts.size(), words);
    }

    /** What was decoded has to last about as long as what was heard. */
    private static String said(Joiner.Verdict verdict, double seconds) {
        return verdict.seconds() < 0.8 * seconds - 1
                ? "only " + verdict.seconds() + " of " + seconds + " s were decoded; " + verdict.words()
                : verdict.words();
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "joins");
        thread.setDaemon(true);
        return thread;
    }

    /** A file as somebody sends it who has it from a live source: with a length, and no byte sooner than it is due. */
    private static Behaviour inRealTime(byte[] file) {
        return (request, wire) -> {
            wire.head("200 OK", "Content-Type: application/octet-stream", "Content-Length: " + file.length);
            long begun = System.nanoTime();
            long length = TimeUnit.SECONDS.toNanos(SECONDS);
            int sent = 0;
            while (sent < file.length) {
                int due = (int) Math.min(file.length, (double) (System.nanoTime() - begun) / length * file.length);
                if (due > sent) {
                    wire.send(file, sent, due - sent);
                    sent = due;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        };
    }
}
