package io.ringcast.client.bench;

import io.ringcast.client.RingcastClient;
import io.ringcast.client.UnavailableException;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalDouble;

/** Asks a Ringcast daemon, through the metrics on its admin port. */
public final class MetricsProbe implements ServerProbe {

    private final RingcastClient client;
    private final URI admin;

    /**
     * @param client asks
     * @param admin for example {@code http://127.0.0.1:8001}
     */
    public MetricsProbe(RingcastClient client, URI admin) {
        this.client = client;
        this.admin = admin;
    }

    @Override
    public ServerSample sample() throws UnavailableException, InterruptedException {
        String metrics;
        try {
            metrics = client.metrics(admin);
        } catch (UnavailableException e) {
            throw e;
        } catch (IOException e) {
            throw new UnavailableException("cannot ask " + admin + ": " + e.getMessage(), e);
        }
        double cpuNanos = sum(metrics, "process_cpu_time_ns_total")
                .orElseThrow(() -> new UnavailableException(
                        admin + " has no process_cpu_time_ns_total (expected: the admin port of a Ringcast daemon)"));
        return new ServerSample(
                cpuNanos / 1e9,
                whole(sum(metrics, "process_resident_memory_bytes")),
                whole(sum(metrics, "ringcast_tick_overruns_total")),
                whole(sum(metrics, "ringcast_skipped_bytes_total")));
    }

    /** The sum of the samples of a family in Prometheus' text format (0.0.4), whatever their labels. */
    static OptionalDouble sum(String metrics, String family) {
        return metrics.lines()
                .filter(line -> line.startsWith(family))
                .filter(line -> line.length() > family.length() && " {".indexOf(line.charAt(family.length())) >= 0)
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .reduce(Double::sum);
    }

    private static Optional<Long> whole(OptionalDouble value) {
        return value.isPresent() ? Optional.of(Math.round(value.getAsDouble())) : Optional.empty();
    }
}
