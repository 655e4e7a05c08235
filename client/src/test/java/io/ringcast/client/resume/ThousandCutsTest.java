package io.ringcast.client.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.client.ListenPlan;
import io.ringcast.client.ListenResult;
import io.ringcast.client.RingcastClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Connections are cut at random between an origin and its relay, and between the relay and its listener: what the listener writes are the
 * origin's bytes from its first offset on, each once. Another listener, whom nobody cuts, says what the origin's bytes are.
 */
@Timeout(120)
final class ThousandCutsTest {

    private static final int KIB = 1024;
    private static final Duration LIMIT = Duration.ofSeconds(100);

    private final RingcastClient client = new RingcastClient(Duration.ofSeconds(10), "test/1", Optional.empty());

    @Test
    void fiftyCutsLeaveNoGapAndNoDuplicate() throws Exception {
        cut(50, 130 * KIB, "16Mbit/s");
    }

    @Test
    @Tag("long")
    @Timeout(600)
    void aThousandCutsLeaveNoGapAndNoDuplicate() throws Exception {
        cut(1000, 300 * KIB, "8Mbit/s");
    }

    @Test
    void fiftyCutsBehindAnOriginThatKnowsOnlyTheStandard() throws Exception {
        cutBehindPlainOrigin(50, 130 * KIB, 2_000_000);
    }

    @Test
    @Tag("long")
    @Timeout(600)
    void aThousandCutsBehindAnOriginThatKnowsOnlyTheStandard() throws Exception {
        cutBehindPlainOrigin(1000, 300 * KIB, 1_000_000);
    }

    @Test
    void noByteOfAnotherStreamComesBetweenWhenAnOriginBeginsAnewOrGivesAnotherPart() throws Exception {
        try (PlainLiveServer origin = new PlainLiveServer(1_000_000, 2 << 20);
                CuttingProxy near = new CuttingProxy(origin.port(), new Random(1), 66 * KIB, 130 * KIB);
                LocalDaemon relay = LocalDaemon.of(relayOfOpaque(near.http("/live")))) {
            near.rest();
            Heard heard = new Heard();
            CompletableFuture<ListenResult> listening = listen(plan(relay.http("/live")), heard);
            awaitMore(heard, 100 * KIB);
            near.cutAll();
            await().atMost(LIMIT).until(() -> origin.resumed() == 1);
            awaitMore(heard, 100 * KIB);

            origin.answersWrongly(1);
            near.cutAll();
            await().atMost(LIMIT).until(() -> origin.begins().size() == 2);
            awaitMore(heard, 100 * KIB);
            origin.beginsAnew();
            await().atMost(LIMIT).until(() -> origin.begins().size() == 3);
            awaitMore(heard, 100 * KIB);
            stop(listening, heard);

            // What was heard is the first stream from its first byte on, then twice another one from its own.
            byte[] all = heard.counting();
            long offset = heard.place().offset() + origin.begins().get(0).offset();
            int at = 0;
            for (int run = 0; run < 3; run++) {
                PlainLiveServer.Begin begin = origin.begins().get(run);
                byte[] expected =
                        PlainLiveServer.bytes(begin.epoch(), run == 0 ? offset : begin.offset(), all.length - at);
                int same = Arrays.mismatch(Arrays.copyOfRange(all, at, all.length), expected);
                at += same < 0 ? all.length - at : same;
                assertThat(at).as("bytes up to the end of run %d", run).isGreaterThan((run + 1) * 60 * KIB);
            }
            assertThat(at).isEqualTo(all.length);
            assertThat(origin.begins()).extracting(PlainLiveServer.Begin::epoch).containsExactly(0, 0, 1);
        }
    }

    @Test
    void aListenerGoesOnAtAnotherRelay() throws Exception {
        try (LocalDaemon origin = LocalDaemon.of("""
                        [source.card]
                        inputs = ["test:card"]
                        """);
                LocalDaemon one = LocalDaemon.of(relayOf(origin.http("/card")));
                LocalDaemon other = LocalDaemon.of(relayOf(origin.http("/card")))) {
            Heard witness = new Heard();
            Heard heard = new Heard();
            CompletableFuture<ListenResult> direct = listen(plan(origin.http("/card?from=oldest")), witness);
            CompletableFuture<ListenResult> moving = listen(plan(one.http("/card"), other.http("/card")), heard);
            await().atMost(LIMIT).until(() -> heard.size() > 60 * KIB);

            one.stop();
            await().atMost(LIMIT).until(() -> heard.stream().endsWith(":" + other.port()));
            int before = heard.size();
            await().atMost(LIMIT).until(() -> heard.size() > before + 40 * KIB);
            stop(moving, heard);
            catchUp(witness, heard);
            stop(direct, witness);

            assertThat(heard.place().preamble()).isPositive();
            assertSame(heard, witness);
            assertThat(heard.events).startsWith("begun", "cut", "resumed");
        }
    }

    @Test
    void twoRelaysThatAreEachOthersInputAreFoundOut() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        LocalDaemon origin = LocalDaemon.of("""
                [source.card]
                inputs = ["test:card"]
                """);
        try (LocalDaemon one = LocalDaemon.of("""
                        [source.card]
                        inputs = ["%s", "http://127.0.0.1:%d/card"]
                        retry = "100ms..1s"
                        stall = "2s"
                        """.formatted(origin.http("/card"), port));
                LocalDaemon other = LocalDaemon.at(port, relayOf(one.http("/card")))) {
            Heard heard = new Heard();
            CompletableFuture<ListenResult> listening = listen(plan(other.http("/card")), heard);
            await().atMost(LIMIT).until(() -> heard.size() > 40 * KIB);

            origin.stop();

            await().atMost(LIMIT)
                    .until(() -> client.metrics(one.admin())
                            .lines()
                            .anyMatch(line -> line.startsWith("ringcast_input_failures_total")
                                    && line.contains("reason=\"loop\"")
                                    && !line.endsWith(" 0")
                                    && !line.endsWith(" 0.0")));
            heard.stop();
            other.stop();
            listening.cancel(true);
        } finally {
            origin.stop();
        }
    }

    private void cut(int times, int most, String rate) throws Exception {
        Random random = random();
        try (LocalDaemon origin = LocalDaemon.of("""
                        [source.counter]
                        inputs = ["test:counter?rate=%s"]
                        ring = "24MiB"
                        """.formatted(rate));
                CuttingProxy near = new CuttingProxy(origin.port(), random, 66 * KIB, most);
                LocalDaemon relay = LocalDaemon.of("""
                        [source.counter]
                        inputs = ["%s"]
                        ring = "24MiB"
                        retry = "100ms..200ms"
                        join = "live"
                        """.formatted(near.http("/counter")));
                CuttingProxy far = new CuttingProxy(relay.port(), random, 300, most)) {
            Heard witness = new Heard();
            Heard heard = new Heard();
            CompletableFuture<ListenResult> direct = listen(plan(origin.http("/counter?from=oldest")), witness);
            CompletableFuture<ListenResult> cut = listen(plan(far.http("/counter")), heard);

            awaitCuts(times, near, far, cut, heard);
            stop(cut, heard);
            catchUp(witness, heard);
            stop(direct, witness);

            assertSame(heard, witness);
            say(near, far, heard, heard.digest(heard.place().offset(), heard.counted()));
        }
    }

    /** The first cut spares what the relay then asks to find its place, so that all the others are behind it. */
    private void cutBehindPlainOrigin(int times, int most, long bytesPerSecond) throws Exception {
        Random random = random();
        try (PlainLiveServer origin = new PlainLiveServer(bytesPerSecond, 24 << 20);
                CuttingProxy near = new CuttingProxy(origin.port(), random, 72 * KIB, most);
                LocalDaemon relay = LocalDaemon.of(relayOfOpaque(near.http("/live")));
                CuttingProxy far = new CuttingProxy(relay.port(), random, 300, most)) {
            near.rest();
            Heard heard = new Heard();
            CompletableFuture<ListenResult> cut = listen(plan(far.http("/live")), heard);
            awaitMore(heard, 200 * KIB);
            near.cutAll();
            await().atMost(LIMIT).until(() -> origin.resumed() > 0);
            near.cutAgain();

            awaitCuts(times, near, far, cut, heard);
            stop(cut, heard);

            assertThat(heard.events)
                    .filteredOn(event -> event.startsWith("gap"))
                    .isEmpty();
            assertThat(origin.begins()).hasSize(1);
            // The relay counts for itself, from the first byte of the only 200 that it got.
            long first = heard.place().offset();
            String digest = heard.digest(first, heard.counted());
            assertThat(digest)
                    .isEqualTo(PlainLiveServer.digest(0, origin.begins().get(0).offset() + first, heard.counted()));
            say(near, far, heard, digest);
        }
    }

    private static Random random() {
        long seed = Long.getLong("ringcast.cuts.seed", System.nanoTime());
        System.out.println("cuts: -Dringcast.cuts.seed=" + seed);
        return new Random(seed);
    }

    /** Waits for so many cuts, many of them on either side, and for what comes behind them. */
    private static void awaitCuts(
            int times, CuttingProxy near, CuttingProxy far, CompletableFuture<ListenResult> listening, Heard heard) {
        await().atMost(LIMIT.multipliedBy(5)).until(() -> {
            if (listening.isDone()) {
                listening.get();
            }
            return near.cuts() + far.cuts() >= times;
        });
        near.rest();
        far.rest();
        awaitMore(heard, 300 * KIB);
        assertThat(far.cuts()).as("cuts behind the relay").isGreaterThan(times / 10);
        assertThat(near.cuts()).as("cuts before the relay").isGreaterThan(times / 10);
    }

    private static void awaitMore(Heard heard, int more) {
        int before = heard.size();
        await().atMost(LIMIT).until(() -> heard.size() > before + more);
    }

    private static void say(CuttingProxy near, CuttingProxy far, Heard heard, String digest) {
        System.out.println("cuts: " + near.cuts() + " before the relay, " + far.cuts() + " behind it, "
                + heard.counted() + " bytes, SHA-256 " + digest);
    }

    private static String relayOfOpaque(URI stream) {
        return """
                [source.live]
                inputs = ["%s"]
                ring = "24MiB"
                retry = "100ms..200ms"
                join = "live"
                """.formatted(stream);
    }

    /** What was heard is what the other one, who was not cut, heard too. */
    private static void assertSame(Heard heard, Heard witness) {
        assertThat(heard.events).filteredOn(event -> event.startsWith("gap")).isEmpty();
        assertThat(witness.events).containsOnlyOnce("begun").doesNotContain("resumed");
        assertThat(heard.place().entityTag()).isEqualTo(witness.place().entityTag());
        assertThat(heard.place().offset())
                .isGreaterThanOrEqualTo(witness.place().offset());
        long first = heard.place().offset();
        int count = heard.counted();
        assertThat(witness.counted())
                .isGreaterThanOrEqualTo(Math.toIntExact(first - witness.place().offset()) + count);
        assertThat(heard.digest(first, count)).isEqualTo(witness.digest(first, count));
    }

    private static String relayOf(URI stream) {
        return """
                [source.card]
                inputs = ["%s"]
                """.formatted(stream);
    }

    /** Fails on a gap. */
    private static ListenPlan plan(URI... streams) {
        return new ListenPlan(
                List.of(streams),
                Optional.empty(),
                Optional.empty(),
                true,
                true,
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Optional.empty());
    }

    private CompletableFuture<ListenResult> listen(ListenPlan plan, Heard heard) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return client.listen(plan, heard, heard);
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> {
                    Thread thread = new Thread(task, "listener");
                    thread.setDaemon(true);
                    thread.start();
                });
    }

    private static void catchUp(Heard witness, Heard heard) {
        long wanted = heard.place().offset() + heard.counted();
        await().atMost(LIMIT).until(() -> witness.place().offset() + witness.counted() >= wanted);
    }

    private static void stop(CompletableFuture<ListenResult> listening, Heard heard) throws Exception {
        heard.stop();
        listening.handle((result, enough) -> 0).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
