package io.ringcast.client.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringcast.client.bench.BenchResult;
import io.ringcast.protocol.api.Json;
import io.ringcast.protocol.counter.CounterReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareReportTest {

    private static final Machine MACHINE = new Machine(
            "2026-01-02",
            "A processor",
            4,
            "Linux 6.1",
            "cubic",
            3,
            12,
            8,
            List.of(new Machine.Server("ringcast", "ringcastd 1"), new Machine.Server("nginx", "nginx/1.22")));

    @TempDir
    private Path folder;

    @Test
    void figuresStandBetweenTheMarkersAndTheRestOfThePageStays() throws Exception {
        List<Run> runs = new ArrayList<>();
        runs.add(run("ringcast", 20, 1, 3.5, 30, 1000));
        runs.add(run("nginx", 0, 1, 9.25, 12, 571));
        runs.add(run("ringcast", 20, 2, 2.5, 20, 1000));
        runs.add(run("nginx", 0, 2, 8.25, 13, 573));
        runs.add(run("ringcast", 20, 3, 2.75, 28, 1000));
        runs.add(new Run("gstreamer", 0, "1,000 x 1 Mbit/s", true, 1, Optional.empty(), Optional.of("did not start")));
        runs.add(new Run("nginx", 0, "unpaced", false, 1, runs.get(1).bench(), Optional.empty()));
        Path page = page("before\n" + ComparePage.BEGIN + "\nold\n" + ComparePage.END + "\nafter\n", runs);

        CompareReport.write(folder, page);
        CompareReport.write(folder, page);

        assertThat(Files.readString(page))
                .startsWith("before\n" + ComparePage.BEGIN + "\n\nMeasured on 2026-01-02: A processor, 4 processors")
                .endsWith(ComparePage.END + "\nafter\n")
                .doesNotContain("old")
                .contains("- nginx: nginx/1.22")
                .contains("### 1,000 x 1 Mbit/s")
                .contains("| ringcast, 20 ms | all | 2.75 (2.50–3.50) | 50 % |")
                .contains("| 28.0 (20.0–30.0) |")
                .contains("| nginx | 572 of 1,000 | 8.75 (8.25–9.25) |")
                .contains("| gstreamer | did not start |")
                .containsOnlyOnce("### unpaced");
        assertThat(folder.resolve("performance-budget.svg"))
                .content()
                .contains("1,000 x 1 Mbit/s", "the budget")
                .doesNotContain("unpaced");
        assertThat(folder.resolve("performance-servers.svg")).content().contains("ringcast", "nginx (served 572)");
    }

    @Test
    void aPageWithoutMarkersIsNotTouched() throws Exception {
        Path page = page("no place\n", List.of(run("ringcast", 20, 1, 1, 1, 1)));

        assertThatThrownBy(() -> CompareReport.write(folder, page)).hasMessageContaining(ComparePage.BEGIN);
        assertThat(page).content().isEqualTo("no place\n");
    }

    @Test
    void theMedianOfAnEvenNumberIsBetweenTheMiddleTwo() {
        assertThat(Median.of(List.of(4.0, 1.0, 3.0, 2.0), Optional::of)).hasValue(new Median(1, 2.5, 4));
        assertThat(Median.of(List.of(1.0), value -> Optional.<Double>empty())).isEmpty();
    }

    private Path page(String text, List<Run> runs) throws Exception {
        Files.writeString(folder.resolve("machine.json"), Json.write(MACHINE));
        Files.writeString(
                folder.resolve("runs.jsonl"), runs.stream().map(Json::write).collect(Collectors.joining("\n")));
        return Files.writeString(folder.resolve("page.md"), text);
    }

    private static Run run(String server, int budget, int round, double cpu, double p99, int served) {
        BenchResult.Spread spread = new BenchResult.Spread(1, 2, 3);
        BenchResult.Audience healthy = new BenchResult.Audience(
                1000,
                1000,
                served,
                0,
                0,
                0,
                0,
                0,
                0,
                1000,
                0,
                0,
                0,
                CounterReport.NONE,
                1_000_000_000,
                1e9,
                spread,
                0,
                0,
                0,
                spread);
        BenchResult.Percentiles latency = new BenchResult.Percentiles(5, 1, 10, 15, p99, p99, p99);
        BenchResult bench = new BenchResult(
                "http://127.0.0.1/load",
                "epoll",
                1,
                1,
                false,
                8,
                1e6,
                healthy,
                Optional.empty(),
                Optional.empty(),
                latency,
                latency,
                latency,
                List.of(new BenchResult.Moment(1, 1e9, latency)),
                Optional.of(new BenchResult.ServerUse(
                        4,
                        0.5,
                        Optional.of(cpu),
                        Optional.of(50_000_000L),
                        Optional.of(90_000_000L),
                        Optional.empty(),
                        Optional.empty())),
                new BenchResult.LoadUse(1, 0.25, Optional.of(0.5), Optional.empty(), Optional.empty()),
                List.of());
        return new Run(server, budget, "1,000 x 1 Mbit/s", true, round, Optional.of(bench), Optional.empty());
    }
}
