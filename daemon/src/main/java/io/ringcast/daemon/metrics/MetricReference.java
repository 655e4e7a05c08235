package io.ringcast.daemon.metrics;

import java.util.stream.Collectors;

/** Writes the reference of all metrics as Markdown, from their declarations. */
public final class MetricReference {

    private static final String BEYOND = """
            Beside these there are figures of what the daemon stands on: `jvm_*` (memory, collections, threads, classes), `process_*` and
            `system_*` (processor, files, uptime), `netty_allocator_*` (memory of buffers) and `netty_eventexecutor_*` (tasks that wait on
            each event loop).
            """;

    private MetricReference() {}

    /** The section on metrics, without a title. */
    public static String markdown() {
        StringBuilder markdown = new StringBuilder("| metric | type | labels | meaning |\n|---|---|---|---|\n");
        for (Metric metric : Metric.values()) {
            String labels =
                    metric.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
            markdown.append("| `")
                    .append(metric.metricName())
                    .append("` | ")
                    .append(metric.type().word())
                    .append(" | ")
                    .append(labels)
                    .append(" | ")
                    .append(metric.sentence().replace("|", "\\|"))
                    .append(" |\n");
        }
        return markdown.append('\n').append(BEYOND).toString();
    }
}
