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
    void aHundredCutsLeaveNoGapAndNoDuplicate() throws Exception {
        cut(100, 130 * KIB, "16Mbit/s");
    }

    @Test
    @Tag("long")
    @Timeout(600)
    void aThousandCutsLeaveNoGapAndNoDuplicate() throws Exception {
        cut(1000, 300 * KIB, "8Mbit/s");
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
            await().atMost(LIMIT).until(() -> heard.size() > 150 * KIB);

            one.stop();
            await().atMost(LIMIT).until(() -> heard.stream().endsWith(":" + other.port()));
            int before = heard.size();
            await().atMost(LIMIT).until(() -> heard.size() > before + 100 * KIB);
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
            await().atMost(LIMIT).until(() -> heard.size() > 100 * KIB);

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
        long seed = Long.getLong("ringcast.cuts.seed", System.nanoTime());
        System.out.println("cuts: -Dringcast.cuts.seed=" + seed);
        Random random = new Random(seed);
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

            await().atMost(LIMIT.multipliedBy(5)).until(() -> {
                if (cut.isDone()) {
                    cut.get();
                }
                return near.cuts() + far.cuts() >= times;
            });
            near.rest();
            far.rest();
            int before = heard.size();
            await().atMost(LIMIT).until(() -> heard.size() > before + 300 * KIB);
            stop(cut, heard);
            catchUp(witness, heard);
            stop(direct, witness);

            assertSame(heard, witness);
            assertThat(far.cuts()).as("cuts behind the relay").isGreaterThan(times / 10);
            assertThat(near.cuts()).as("cuts before the relay").isGreaterThan(times / 10);
            System.out.println("cuts: " + near.cuts() + " before the relay, " + far.cuts() + " behind it, "
                    + heard.counted() + " bytes");
        }
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
