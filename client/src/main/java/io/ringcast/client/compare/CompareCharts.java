package io.ringcast.client.compare;

import io.ringcast.client.bench.BenchResult.Percentiles;
import io.ringcast.client.chart.Panel;
import io.ringcast.client.chart.Series;
import io.ringcast.client.chart.SvgChart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/** The drawings of the comparison. */
final class CompareCharts {

    private CompareCharts() {}

    /** What it costs to be sooner: CPU and p99 of the server with budgets, over the budget, a line for each scenario. */
    static String overBudget(Map<String, List<Figure>> scenarios) {
        List<Series> p99 = new ArrayList<>(overBudget(scenarios, CompareCharts::p99));
        TreeSet<Integer> budgets = new TreeSet<>();
        scenarios.values().forEach(figures -> figures.forEach(figure -> budgets.add(figure.budgetMillis())));
        budgets.remove(0);
        p99.add(new Series(
                "the budget",
                false,
                budgets.stream().map(budget -> new Series.Point(budget, budget)).toList()));
        return SvgChart.draw(
                "Ringcast over its latency budget",
                List.of(
                        new Panel(
                                "Processor time for each gigabyte delivered",
                                "latency budget in ms",
                                "CPU-s/GB",
                                true,
                                false,
                                overBudget(scenarios, CompareCharts::cpu)),
                        new Panel("Latency, p99", "latency budget in ms", "p99 in ms", true, true, p99)));
    }

    /** What each server costs at the latency that it gives, a panel for each paced scenario: down and to the left is better. */
    static String servers(Map<String, List<Figure>> scenarios) {
        List<Panel> panels = new ArrayList<>();
        scenarios.forEach((scenario, figures) -> {
            Map<String, List<Series.Point>> points = new LinkedHashMap<>();
            Map<String, Integer> served = new LinkedHashMap<>();
            for (Figure figure : figures) {
                Optional<Double> x = p99(figure);
                Optional<Double> y = cpu(figure);
                if (x.isPresent() && y.isPresent()) {
                    points.computeIfAbsent(figure.server(), server -> new ArrayList<>())
                            .add(new Series.Point(x.get(), y.get()));
                    served.merge(figure.server(), figure.isHeld() ? figure.listeners() : figure.served(), Math::min);
                }
            }
            List<Series> series = new ArrayList<>();
            points.forEach((server, at) -> series.add(new Series(name(server, served, figures), true, at)));
            panels.add(new Panel(scenario, "p99 latency in ms", "CPU-s/GB", true, true, series));
        });
        return SvgChart.draw("Processor time against latency (down and to the left is better)", panels);
    }

    private static String name(String server, Map<String, Integer> served, List<Figure> figures) {
        int listeners = figures.stream().mapToInt(Figure::listeners).max().orElse(0);
        int least = served.getOrDefault(server, 0);
        return least < listeners ? server + " (served " + least + ")" : server;
    }

    private static List<Series> overBudget(
            Map<String, List<Figure>> scenarios, Function<Figure, Optional<Double>> quantity) {
        List<Series> series = new ArrayList<>();
        scenarios.forEach((scenario, figures) -> series.add(new Series(
                scenario,
                true,
                figures.stream()
                        .filter(figure -> figure.budgetMillis() > 0)
                        .flatMap(figure ->
                                quantity
                                        .apply(figure)
                                        .map(value -> new Series.Point(figure.budgetMillis(), value))
                                        .stream())
                        .toList())));
        return series;
    }

    private static Optional<Double> p99(Figure figure) {
        return figure.latencyMillis(Percentiles::p99).map(Median::middle);
    }

    private static Optional<Double> cpu(Figure figure) {
        return figure.cpuSecondsPerGigabyte().map(Median::middle);
    }
}
