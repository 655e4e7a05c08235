package io.ringcast.daemon.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Consumer;

/** Registers metrics under exactly the names, labels and sentences that {@link Metric} declares. */
final class Meters {

    private final PrometheusRegistry registry;

    /** Gives a callback's values away: each with its label values, in the declared order. */
    @FunctionalInterface
    interface Values {
        void add(double value, String... labelValues);
    }

    Meters(PrometheusRegistry registry) {
        this.registry = registry;
    }

    Counter counter(Metric metric) {
        expect(metric, Metric.Type.COUNTER);
        return Counter.builder()
                .name(metric.metricName())
                .help(metric.sentence())
                .labelNames(metric.labelArray())
                .withoutExemplars()
                .register(registry);
    }

    /** A histogram with these upper bounds in seconds. */
    DurationsFamily histogram(Metric metric, double... upperBounds) {
        expect(metric, Metric.Type.HISTOGRAM);
        DurationsFamily family = new DurationsFamily(metric, upperBounds);
        registry.register(family);
        return family;
    }

    /** A counter whose values lie elsewhere and are read on each scrape. */
    void counted(Metric metric, Consumer<Values> values) {
        expect(metric, Metric.Type.COUNTER);
        CounterWithCallback.builder()
                .name(metric.metricName())
                .help(metric.sentence())
                .labelNames(metric.labelArray())
                .callback(callback -> values.accept(callback::call))
                .register(registry);
    }

    /** A gauge whose values are read on each scrape. */
    void gauge(Metric metric, Consumer<Values> values) {
        expect(metric, Metric.Type.GAUGE);
        GaugeWithCallback.builder()
                .name(metric.metricName())
                .help(metric.sentence())
                .labelNames(metric.labelArray())
                .callback(callback -> values.accept(callback::call))
                .register(registry);
    }

    void info(Metric metric, String... labelValues) {
        expect(metric, Metric.Type.INFO);
        Info.builder()
                .name(metric.metricName())
                .help(metric.sentence())
                .labelNames(metric.labelArray())
                .register(registry)
                .setLabelValues(labelValues);
    }

    private static void expect(Metric metric, Metric.Type type) {
        if (metric.type() != type) {
            throw new IllegalArgumentException(
                    metric.metricName() + ": " + metric.type().word() + " (expected: " + type.word() + ")");
        }
    }
}
