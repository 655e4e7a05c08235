package io.ringcast.client.cli;

import io.ringcast.protocol.api.SourceView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How fast each source went into its ring of late, from the heads of one answer to the next: what a file is read ahead does not count.
 * Forgets sources that are gone.
 */
final class TopRates {

    private static final int SAMPLES = 30;

    private record Count(long bytes, long nanos) {}

    private Map<String, Count> counts = Map.of();
    private Map<String, List<Double>> rates = Map.of();

    /** One more answer, which came at {@code nanos}. A head that falls is that of a new epoch. */
    void add(List<SourceView> sources, long nanos) {
        Map<String, Count> now = new HashMap<>();
        Map<String, List<Double>> next = new HashMap<>();
        for (SourceView source : sources) {
            Count before = counts.get(source.name());
            List<Double> last = new ArrayList<>(rates.getOrDefault(source.name(), List.of()));
            if (before != null && nanos > before.nanos()) {
                long bytes = Math.max(0, source.head() - before.bytes());
                last.add(bytes * 8e9 / (nanos - before.nanos()));
            }
            now.put(source.name(), new Count(source.head(), nanos));
            next.put(source.name(), List.copyOf(last.subList(Math.max(0, last.size() - SAMPLES), last.size())));
        }
        counts = now;
        rates = next;
    }

    /** Bits per second by the name of the source, oldest first, at most {@value #SAMPLES}. */
    Map<String, List<Double>> rates() {
        return rates;
    }
}
