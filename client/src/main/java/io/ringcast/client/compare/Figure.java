package io.ringcast.client.compare;

import io.ringcast.client.bench.BenchResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What one server did in one scenario, over all rounds: medians of its runs. */
final class Figure {

    private final List<Run> runs;
    private final List<BenchResult> results;

    private Figure(List<Run> runs) {
        this.runs = runs;
        this.results = runs.stream().flatMap(run -> run.bench().stream()).toList();
    }

    /** One for each server and budget, by scenario, in the order in which they were measured. */
    static Map<String, List<Figure>> byScenario(List<Run> runs) {
        Map<String, Map<String, List<Run>>> grouped = new LinkedHashMap<>();
        for (Run run : runs) {
            grouped.computeIfAbsent(run.scenario(), scenario -> new LinkedHashMap<>())
                    .computeIfAbsent(run.label(), label -> new ArrayList<>())
                    .add(run);
        }
        Map<String, List<Figure>> figures = new LinkedHashMap<>();
        grouped.forEach((scenario, byLabel) ->
                figures.put(scenario, byLabel.values().stream().map(Figure::new).toList()));
        return figures;
    }

    String server() {
        return runs.get(0).server();
    }

    String label() {
        return runs.get(0).label();
    }

    int budgetMillis() {
        return runs.get(0).budgetMillis();
    }

    /** Whether the source had a rate. */
    boolean isPaced() {
        return runs.get(0).paced();
    }

    /** Why there is nothing, when no run could be made. */
    Optional<String> error() {
        return results.isEmpty()
                ? runs.stream().flatMap(run -> run.error().stream()).findFirst()
                : Optional.empty();
    }

    int listeners() {
        return results.stream()
                .mapToInt(result -> result.healthy().listeners())
                .max()
                .orElse(0);
    }

    /** Listeners that it served to the end, in the middle of its runs. */
    int served() {
        return (int) median(result -> result.healthy().served());
    }

    /** Whether it served everybody in every run. */
    boolean isHeld() {
        return !results.isEmpty()
                && results.stream()
                        .allMatch(result ->
                                result.healthy().served() == result.healthy().listeners());
    }

    Optional<Median> cpuSecondsPerGigabyte() {
        return Median.of(results, result -> result.server().flatMap(BenchResult.ServerUse::cpuSecondsPerGigabyte));
    }

    Optional<Median> cores() {
        return Median.of(results, result -> result.server().map(BenchResult.ServerUse::cores));
    }

    Optional<Median> latencyMillis(ToDoubleFunction<BenchResult.Percentiles> which) {
        return Median.of(
                results,
                result -> result.latencyMillis().count() == 0
                        ? Optional.empty()
                        : Optional.of(which.applyAsDouble(result.latencyMillis())));
    }

    Optional<Median> firstByteMillis() {
        return of(result -> result.firstByteMillis().p99());
    }

    Optional<Median> bitsPerSecond() {
        return of(result -> result.healthy().bitsPerSecond());
    }

    Optional<Median> memoryBytes(Function<BenchResult.ServerUse, Optional<Long>> which) {
        return Median.of(results, result -> result.server().flatMap(which).map(Long::doubleValue));
    }

    Optional<Median> loadCores() {
        return of(result -> result.load().cores());
    }

    /** Places where packets were missing, came twice or were wrong, of the worst run. */
    long faults() {
        return results.stream()
                .map(result -> result.healthy().counters())
                .mapToLong(counters -> counters.gaps()
                        + counters.skips()
                        + counters.repeated()
                        + counters.corrupt()
                        + counters.resyncs())
                .max()
                .orElse(0);
    }

    /** Listeners that got less than 98 % of the rate or stalled, of the worst run. */
    int behind() {
        return results.stream()
                .mapToInt(result ->
                        Math.max(result.healthy().underRate(), result.healthy().stalled()))
                .max()
                .orElse(0);
    }

    private Optional<Median> of(ToDoubleFunction<BenchResult> quantity) {
        return Median.of(results, result -> Optional.of(quantity.applyAsDouble(result)));
    }

    private double median(ToDoubleFunction<BenchResult> quantity) {
        return of(quantity).map(Median::middle).orElse(0.0);
    }
}
