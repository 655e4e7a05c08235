package io.ringcast.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.protocol.api.DeliveryView;
import io.ringcast.protocol.api.ListenerView;
import io.ringcast.protocol.api.SourceView;
import io.ringcast.protocol.api.SourceView.InputView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@code top} draws of two answers. */
final class TopFrameTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void aRateIsWhatCameFromOneAnswerToTheNext() {
        TopRates rates = new TopRates();

        rates.add(List.of(source("news", 1_000_000)), 0);
        rates.add(List.of(source("news", 1_250_000)), SECOND);
        rates.add(List.of(source("news", 10)), 2 * SECOND);

        assertThat(rates.rates()).isEqualTo(Map.of("news", List.of(2e6, 0.0)));
    }

    @Test
    void thirtyRatesAreKeptAndWhatIsGoneIsForgotten() {
        TopRates rates = new TopRates();

        for (int i = 0; i < 50; i++) {
            rates.add(List.of(source("news", i)), i * SECOND);
        }
        assertThat(rates.rates().get("news")).hasSize(30);

        rates.add(List.of(source("card", 0)), 60 * SECOND);
        assertThat(rates.rates()).isEqualTo(Map.of("card", List.of()));
    }

    @Test
    void sourcesStandAboveTheListenersThatAreFurthestBehind() {
        List<ListenerView> listeners = List.of(listener(1, 0.1, 0), listener(2, 5, 3), listener(3, 1, 1));

        List<String> lines = TopFrame.draw(
                "localhost:8001",
                List.of(source("news", 0)),
                listeners,
                Map.of("news", List.of(1e6, 2e6, 0.0)),
                200,
                24);

        assertThat(lines.get(0)).isEqualTo("localhost:8001  1 of 1 sources stream, 3 listeners");
        assertThat(lines.get(2).split(" {2,}"))
                .containsExactly(
                        "news", "streaming", "0 bit/s", "30.0 s", "3", "4", "0 http://origin.example/news", "▅█▁");
        assertThat(lines.subList(5, 8))
                .extracting(line -> line.strip().split(" ")[0])
                .containsExactly("2", "3", "1");
    }

    @Test
    void whatDoesNotFitIsCutAndCounted() {
        List<SourceView> sources =
                IntStream.range(0, 50).mapToObj(i -> source("source" + i, 0)).toList();

        List<String> lines = TopFrame.draw("a:1", sources, List.of(listener(1, 0, 0)), Map.of(), 30, 10);

        assertThat(lines)
                .hasSize(10)
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(30));
        assertThat(lines.get(9)).isEqualTo("… 43 more");
    }

    @Test
    void namesOfStrangersDoNotReachTheTerminalAsTheyAre() {
        ListenerView evil = listener(1, 0, 0, "\u001b]0;pwned\u0007");

        List<String> lines = TopFrame.draw("a:1", List.of(source("news", 0)), List.of(evil), Map.of(), 200, 24);

        assertThat(String.join("", lines)).contains("?]0;pwned?").doesNotContain("\u001b");
    }

    private static SourceView source(String name, long head) {
        return new SourceView(
                name,
                "streaming",
                "",
                "mpegts",
                "video/mp2t",
                "",
                List.of(new InputView(0, "http://origin.example/" + name, true, false, 0, "")),
                List.of(),
                "0123456789abcdef",
                0,
                head,
                0,
                30,
                0,
                0,
                3,
                Optional.empty());
    }

    private static ListenerView listener(long id, double lag, long skips) {
        return listener(id, lag, skips, "VLC");
    }

    private static ListenerView listener(long id, double lag, long skips, String agent) {
        return new ListenerView(
                id,
                "news",
                "lan",
                "tcp",
                "[::1]:4711",
                agent,
                "",
                1,
                "skip",
                1,
                0,
                lag,
                skips,
                0,
                new DeliveryView(0, Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.empty()));
    }
}
