package io.ringcast.daemon.metrics;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text format of Prometheus, read back (version 0.0.4). */
public final class Exposition {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

    /** Name of each family, and its type. */
    public final Map<String, String> types = new LinkedHashMap<>();

    public final Map<String, String> sentences = new LinkedHashMap<>();
    private final List<Sample> samples = new ArrayList<>();

    private record Sample(String name, Map<String, String> labels, double value) {}

    public Exposition(byte[] body) {
        for (String line : new String(body, StandardCharsets.UTF_8).split("\n")) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# TYPE ")) {
                types.put(words[2], words[3]);
            } else if (line.startsWith("# HELP ")) {
                sentences.put(words[2], words[3]);
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                samples.add(sample(line));
            }
        }
    }

    /** The value of one series; {@code labels} are names and values in turn. */
    public double value(String name, String... labels) {
        Map<String, String> wanted = new TreeMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            wanted.put(labels[i], labels[i + 1]);
        }
        return samples.stream()
                .filter(sample -> sample.name.equals(name) && sample.labels.equals(wanted))
                .mapToDouble(Sample::value)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no series " + name + wanted + " among " + samplesOf(name)));
    }

    public boolean has(String name) {
        return samples.stream().anyMatch(sample -> sample.name.equals(name));
    }

    /** The names of the labels that the series of a family have; {@code le} of a histogram is none of its own. */
    public Set<String> labels(String family) {
        Set<String> names = new LinkedHashSet<>();
        samples.stream()
                .filter(sample -> sample.name.equals(family)
                        || sample.name.equals(family + "_bucket")
                        || sample.name.equals(family + "_count"))
                .forEach(sample -> names.addAll(sample.labels.keySet()));
        names.remove("le");
        return names;
    }

    private List<Sample> samplesOf(String name) {
        return samples.stream().filter(sample -> sample.name.equals(name)).toList();
    }

    private static Sample sample(String line) {
        Matcher whole = SAMPLE.matcher(line);
        if (!whole.matches()) {
            throw new AssertionError("not a sample: " + line);
        }
        Map<String, String> labels = new TreeMap<>();
        if (whole.group(2) != null) {
            Matcher label = LABEL.matcher(whole.group(2));
            int end = 0;
            while (label.lookingAt()) {
                labels.put(label.group(1), label.group(2));
                end = label.end();
                label.region(end, whole.group(2).length());
            }
            if (end != whole.group(2).length()) {
                throw new AssertionError("not labels: " + line);
            }
        }
        return new Sample(
                whole.group(1), labels, Double.parseDouble(whole.group(3).replace("Inf", "Infinity")));
    }
}
