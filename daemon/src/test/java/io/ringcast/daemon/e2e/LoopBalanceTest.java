package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.daemon.transport.LoopUse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who listens to a film and who listens to a radio weigh differently, and no event loop gets all the films. */
@Timeout(120)
final class LoopBalanceTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int LOOPS = 4;
    private static final int ROUNDS = 6;

    private static final String SOURCES = """
            [source.film]
            inputs = ["test:counter?rate=8Mbit/s"]
            outputs = ["tcp://127.0.0.1:0"]
            join = "live"
            [source.radio]
            inputs = ["test:counter?rate=32kbit/s"]
            outputs = ["tcp://127.0.0.1:0"]
            join = "live"
            """;

    @Test
    void loopsOfFilmsAndRadiosCarryAboutTheSame() {
        try (RunningDaemon daemon = RunningDaemon.start("loops = " + LOOPS + "\nmemory = \"64MiB\"", SOURCES)) {
            List<Hearer> all = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                // By turns, the same loop would get each film.
                all.add(Hearer.tcp(daemon.tcpPort("film"), Ear.deaf()));
                for (int i = 1; i < LOOPS; i++) {
                    all.add(Hearer.tcp(daemon.tcpPort("radio"), Ear.deaf()));
                }
                await().atMost(LIMIT)
                        .until(() -> daemon.loops().stream()
                                        .mapToInt(LoopUse::measured)
                                        .sum()
                                == all.size());
            }

            // One film more or less is what six of them on four loops cannot avoid; how fast they are, the machine
            // decides.
            await().atMost(LIMIT).untilAsserted(() -> {
                List<Long> rates =
                        daemon.loops().stream().map(LoopUse::bytesPerSecond).toList();
                long film = rates.stream().mapToLong(rate -> rate).sum() / ROUNDS;
                assertThat(Collections.min(rates)).isGreaterThan(film / 2);
                assertThat(Collections.max(rates) - Collections.min(rates)).isLessThan(film * 3 / 2);
            });
            assertThat(all).allMatch(Hearer::connected);
            all.forEach(Hearer::close);
        }
    }
}
