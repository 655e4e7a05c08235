package io.ringcast.client.compare;

import io.ringcast.protocol.api.Json;
import io.ringcast.protocol.api.JsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the figures of a comparison into a page and the drawings beside it. */
public final class CompareReport {

    private CompareReport() {}

    /**
     * @param args the folder with {@code machine.json} and {@code runs.jsonl}, and the page
     */
    public static void main(String[] args) throws IOException, JsonException {
        if (args.length != 2) {
            System.err.println("arguments: " + args.length + " (expected: the folder of results, and the page)");
            System.exit(64);
        }
        write(Path.of(args[0]), Path.of(args[1]));
    }

    static void write(Path results, Path page) throws IOException, JsonException {
        Machine machine = Json.read(Files.readString(results.resolve("machine.json")), Machine.class);
        List<Run> runs = new ArrayList<>();
        for (String line : Files.readAllLines(results.resolve("runs.jsonl"))) {
            runs.add(Json.read(line, Run.class));
        }
        Map<String, List<Figure>> scenarios = Figure.byScenario(runs);
        Map<String, List<Figure>> paced = new LinkedHashMap<>(scenarios);
        paced.values().removeIf(figures -> !figures.get(0).isPaced());
        Files.writeString(page.resolveSibling("performance-budget.svg"), CompareCharts.overBudget(paced));
        Files.writeString(page.resolveSibling("performance-servers.svg"), CompareCharts.servers(paced));
        Files.writeString(page, ComparePage.fill(Files.readString(page), ComparePage.markdown(machine, scenarios)));
    }
}
