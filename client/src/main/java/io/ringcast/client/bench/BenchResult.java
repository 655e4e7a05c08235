package io.ringcast.client.bench;

import io.ringcast.protocol.counter.CounterReport;
import io.ringcast.protocol.counter.LatencyHistogram;
import java.util.List;
import java.util.Optional;

/**
 * What a load test saw. Rates, latencies, stalls and what was used are of the time that was measured; what was verified is of all time.
 *
 * @param stream what was listened to
 * @param transport how: {@code epoll} or {@code nio}
 * @param threads event loops
 * @param addresses addresses that were connected from
 * @param opaque whether nothing was verified
 * @param seconds how long it was measured
 * @param sourceBitsPerSecond the source's rate, given or taken from the counter stream; 0 if unknown
 * @param healthy the listeners that read whatever came
 * @param stopped those that stopped reading, if any; they read on when all was measured
 * @param slow those that read slowly, if any
 * @param latencyMillis from the stamp of a packet to its arrival, at healthy listeners; right only as far as both clocks agree
 * @param connectMillis from the start of a connection until it stood
 * @param firstByteMillis from the start of a connection to the first byte of the stream
 * @param timeline how rate and latency went
 * @param server what the server used, if that was asked for
 * @param load what the load itself used
 * @param troubles why healthy listeners were not connected or not served to the end, most frequent first
 */
public record BenchResult(
        String stream,
        String transport,
        int threads,
        int addresses,
        boolean opaque,
        double seconds,
        double sourceBitsPerSecond,
        Audience healthy,
        Optional<Audience> stopped,
        Optional<Audience> slow,
        Percentiles latencyMillis,
        Percentiles connectMillis,
        Percentiles firstByteMillis,
        List<Moment> timeline,
        Optional<ServerUse> server,
        LoadUse load,
        List<Trouble> troubles) {

    /** The short judgement, worst last. */
    public enum Verdict {
        /** Everybody got every byte, in time. */
        OK,
        /** Somebody stalled, got less than 98 % of the source's rate, or was moved on. */
        BEHIND,
        /** Somebody was not connected, got nothing, or was not served to the end. */
        INCOMPLETE,
        /** Somebody missed bytes, got some twice, or got wrong ones. */
        FAILED
    }

    /** The judgement. */
    public Verdict verdict() {
        boolean exact = healthy.isExact()
                && stopped.stream().allMatch(Audience::isExact)
                && slow.stream().allMatch(Audience::isExact);
        if (!exact) {
            return Verdict.FAILED;
        }
        if (healthy.served() < healthy.listeners() || healthy.silent() > 0) {
            return Verdict.INCOMPLETE;
        }
        return healthy.underRate() > 0 || healthy.stalled() > 0 || healthy.movedOn() > 0 ? Verdict.BEHIND : Verdict.OK;
    }

    /**
     * Listeners that behave alike.
     *
     * @param listeners how many were started
     * @param connected of these, how many had a connection
     * @param served how many still had it when the test was over
     * @param ended how many saw the stream end in good order
     * @param cut how many lost the connection
     * @param refused how many were answered that they get nothing
     * @param endedWhole of those that ended or were cut, how many had a whole packet last
     * @param endedInside of those, how many had not
     * @param silent connected ones that never got a byte
     * @param verified how many verified what they got
     * @param unverifiable of these, how many got bytes and no counter packet among them
     * @param inexact how many saw a gap, a repetition or corruption
     * @param movedOn how many saw a skip
     * @param counters sum of what was verified
     * @param bytes received while it was measured
     * @param bitsPerSecond received then by all together
     * @param listenerBitsPerSecond received then by one; the spread over those that were connected
     * @param underRate how many of those still served got less than 98 % of the source's rate, beyond one batch
     * @param stalled how many got nothing for more than a second
     * @param stalls how often, together
     * @param silenceMillis the longest time without a byte of one; the spread over those that were connected
     */
    public record Audience(
            int listeners,
            int connected,
            int served,
            int ended,
            int cut,
            int refused,
            int endedWhole,
            int endedInside,
            int silent,
            int verified,
            int unverifiable,
            int inexact,
            int movedOn,
            CounterReport counters,
            long bytes,
            double bitsPerSecond,
            Spread listenerBitsPerSecond,
            int underRate,
            int stalled,
            long stalls,
            Spread silenceMillis) {

        /** Whether nobody saw a gap, a repetition or corruption, and whoever got bytes could tell. */
        public boolean isExact() {
            return inexact == 0 && unverifiable == 0;
        }
    }

    /** Smallest, middle and largest of a quantity. */
    public record Spread(double min, double median, double max) {

        /** Of values that are sorted. */
        public static Spread of(double[] sorted) {
            return sorted.length == 0
                    ? new Spread(0, 0, 0)
                    : new Spread(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
        }
    }

    /** A distribution of times in milliseconds; all 0 when {@code count} is. */
    public record Percentiles(long count, double mean, double p50, double p90, double p99, double p999, double max) {

        /** Of a histogram of microseconds. */
        public static Percentiles of(LatencyHistogram histogram) {
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

    /**
     * A part of the time that was measured.
     *
     * @param atSeconds its end, after the beginning
     * @param bitsPerSecond received in it by all healthy listeners
     * @param latencyMillis of what came in it
     */
    public record Moment(double atSeconds, double bitsPerSecond, Percentiles latencyMillis) {}

    /**
     * What the server used while it was measured.
     *
     * @param cpuSeconds processor time
     * @param cores the same for each second
     * @param cpuSecondsPerGigabyte the same for each 10^9 bytes that healthy listeners got
     * @param idleMemoryBytes its memory before the first listener came
     * @param memoryBytes its memory at the end
     * @param tickOverruns how often its fan-out was late
     * @param skippedBytes what it spared its listeners
     */
    public record ServerUse(
            double cpuSeconds,
            double cores,
            Optional<Double> cpuSecondsPerGigabyte,
            Optional<Long> idleMemoryBytes,
            Optional<Long> memoryBytes,
            Optional<Long> tickOverruns,
            Optional<Long> skippedBytes) {}

    /**
     * What the load used while it was measured.
     *
     * @param cpuSeconds processor time
     * @param cores the same for each second
     * @param cpuSecondsPerGigabyte the same for each 10^9 bytes that healthy listeners got
     * @param idleKernelTcpBytes memory of all TCP sockets of this host before the first listener came
     * @param kernelTcpBytes and at the end
     */
    public record LoadUse(
            double cpuSeconds,
            double cores,
            Optional<Double> cpuSecondsPerGigabyte,
            Optional<Long> idleKernelTcpBytes,
            Optional<Long> kernelTcpBytes) {}

    /** A reason, and how many listeners it hit. */
    public record Trouble(String reason, int listeners) {}
}
