package io.ringcast.client;

import io.ringcast.protocol.counter.CounterReport;
import io.ringcast.protocol.counter.LatencyHistogram;
import java.util.List;

/**
 * What a load test saw.
 *
 * @param stream what was listened to
 * @param transport how: {@code epoll} or {@code nio}
 * @param listeners listeners that were started
 * @param connected of these, how many had a connection
 * @param endedEarly of these, how many lost it, or saw the stream end, before the test was over
 * @param silent of these, how many never got a byte
 * @param unverifiable of these, how many got bytes and no counter packet among them
 * @param inexact of these, how many saw a gap, a repetition or corruption
 * @param seconds from the start to the end of the test
 * @param bitsPerSecond received by all together, over the whole test
 * @param listenerBitsPerSecond received by one, while it was connected; the spread over all
 * @param counters sum of what the listeners' verifiers counted
 * @param latencyMillis from the stamp of a packet to its arrival, for packets sent when all had settled; right only as far as both
 *     clocks agree
 * @param connectMillis from the start of a connection until it stood
 * @param firstByteMillis from there to the first byte of the stream
 * @param troubles why connections could not be made or were lost, most frequent first
 */
public record BenchResult(
        String stream,
        String transport,
        int listeners,
        int connected,
        int endedEarly,
        int silent,
        int unverifiable,
        int inexact,
        double seconds,
        double bitsPerSecond,
        Spread listenerBitsPerSecond,
        CounterReport counters,
        Percentiles latencyMillis,
        Percentiles connectMillis,
        Percentiles firstByteMillis,
        List<Trouble> troubles) {

    /** Whether nobody saw a gap, a repetition or corruption, and whoever got bytes could tell. */
    public boolean isExact() {
        return inexact == 0 && unverifiable == 0;
    }

    /** Whether everybody was served from the connection to the end of the test. */
    public boolean isComplete() {
        return connected == listeners && endedEarly == 0 && silent == 0;
    }

    /** Smallest, middle and largest of a quantity. */
    public record Spread(double min, double median, double max) {

        static Spread of(double[] sorted) {
            return sorted.length == 0
                    ? new Spread(0, 0, 0)
                    : new Spread(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
        }
    }

    /** A distribution of times in milliseconds; all 0 when {@code count} is. */
    public record Percentiles(long count, double mean, double p50, double p90, double p99, double p999, double max) {

        static Percentiles of(LatencyHistogram histogram) {
            return new Percentiles(
                    histogram.count(),
                    histogram.mean() / 1000,
                    histogram.percentile(50) / 1000.0,
                    histogram.percentile(90) / 1000.0,
                    histogram.percentile(99) / 1000.0,
                    histogram.percentile(99.9) / 1000.0,
                    histogram.max() / 1000.0);
        }
    }

    /** A reason, and how many listeners it hit. */
    public record Trouble(String reason, int listeners) {}
}
