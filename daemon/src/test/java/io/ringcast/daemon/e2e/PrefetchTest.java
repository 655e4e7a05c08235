package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.daemon.testing.FlakyOrigin;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Of an item nobody hears anything before as much of it is there as {@code prefetch} asks for, and then all of it. */
final class PrefetchTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int FIRST = 190_000;

    @Test
    void listenersWaitForTheirShareAndGetAllFromTheBeginning() {
        byte[] film = new byte[1_000_000];
        new Random(7).nextBytes(film);
        film[0] = 1;
        CountDownLatch more = new CountDownLatch(1);
        FlakyOrigin.Behaviour slow = (request, wire) -> {
            wire.head("200 OK", "Content-Type: application/octet-stream", "Content-Length: " + film.length);
            wire.send(film, 0, FIRST);
            more.await();
            wire.send(film, FIRST, film.length - FIRST);
        };
        try (FlakyOrigin origin = FlakyOrigin.serving(slow);
                RunningDaemon daemon = RunningDaemon.of("""
                        [source.film]
                        inputs = ["%s"]
                        outputs = ["tcp://127.0.0.1:0"]
                        on-demand = true
                        join = "oldest"
                        join-wait = "60s"
                        prefetch = "20%%"
                        """.formatted(origin.uri("/film")))) {
            Ear.Memory overTcp = new Ear.Memory();
            Ear.Memory overHttp = new Ear.Memory();
            try (Hearer tcp = Hearer.tcp(daemon.tcpPort("film"), overTcp);
                    Hearer http = Hearer.http(daemon.httpPort(), "/film", overHttp)) {
                await().atMost(LIMIT)
                        .until(() -> daemon.status("film").state().word().equals("streaming"));
                await().atMost(LIMIT).during(Duration.ofSeconds(1)).until(() -> tcp.heard() == 0 && http.heard() == 0);

                more.countDown();

                await().atMost(LIMIT).until(() -> tcp.heard() == film.length && http.heard() == film.length);
                assertThat(overTcp.all()).isEqualTo(film);
                assertThat(overHttp.all()).isEqualTo(film);
            }
        }
    }
}
