package io.ringcast.daemon.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A histogram metric: {@link Durations} for each set of label values. Thread-safe. */
final class DurationsFamily implements Collector {

    private final Metric metric;
    private final double[] bounds;
    private final Map<Labels, Durations> series = new ConcurrentHashMap<>();

    /** @param upperBounds in seconds, rising, without the infinite one */
    DurationsFamily(Metric metric, double... upperBounds) {
        this.metric = metric;
        this.bounds = Arrays.copyOf(upperBounds, upperBounds.length + 1);
        this.bounds[upperBounds.length] = Double.POSITIVE_INFINITY;
    }

    /** The series of these values, in the order of the metric's labels; it stands at 0 from now on. */
    Durations labelValues(String... values) {
        return series.computeIfAbsent(Labels.of(metric.labelArray(), values), labels -> new Durations(bounds));
    }

    @Override
    public MetricSnapshot collect() {
        HistogramSnapshot.Builder snapshot =
                HistogramSnapshot.builder().name(metric.metricName()).help(metric.sentence());
        series.forEach((labels, durations) -> snapshot.dataPoint(durations.snapshot(labels)));
        return snapshot.build();
    }
}
