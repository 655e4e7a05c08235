package io.ringcast.client.cli;

import io.ringcast.client.BenchResult;
import io.ringcast.client.BenchResult.Percentiles;
import io.ringcast.client.BenchResult.Trouble;
import io.ringcast.protocol.counter.CounterReport;
import java.util.Locale;

/** The result of a load test for people: figures first, the verdict last. */
final class BenchText {

    private BenchText() {}

    static String of(BenchResult result) {
        CounterReport counters = result.counters();
        StringBuilder out = new StringBuilder();
        line(out, "%s, %s, %s", result.stream(), result.transport(), Quantity.seconds(result.seconds()));
        line(
                out,
                "listeners   %d started, %d connected, %d ended early, %d silent",
                result.listeners(),
                result.connected(),
                result.endedEarly(),
                result.silent());
        line(
                out,
                "rate        %s together; each %s (min %s, max %s)",
                Quantity.bitRate(result.bitsPerSecond()),
                Quantity.bitRate(result.listenerBitsPerSecond().median()),
                Quantity.bitRate(result.listenerBitsPerSecond().min()),
                Quantity.bitRate(result.listenerBitsPerSecond().max()));
        line(out, "received    %s, %d packets", Quantity.bytes(counters.bytes()), counters.packets());
        percentiles(out, "latency", result.latencyMillis());
        percentiles(out, "connecting", result.connectMillis());
        percentiles(out, "first byte", result.firstByteMillis());
        line(
                out,
                "integrity   %d gaps (%d packets lost), %d repeated, %d corrupt, %d resyncs",
                counters.gaps(),
                counters.lost(),
                counters.repeated(),
                counters.corrupt(),
                counters.resyncs());
        for (Trouble trouble : result.troubles()) {
            line(out, "trouble     %d x %s", trouble.listeners(), trouble.reason());
        }
        line(out, "%s", verdict(result));
        return out.toString();
    }

    private static void percentiles(StringBuilder out, String name, Percentiles times) {
        if (times.count() == 0) {
            line(out, "%-11s no samples", name);
        } else {
            line(
                    out,
                    "%-11s p50 %s, p90 %s, p99 %s, p99.9 %s, max %s",
                    name,
                    Quantity.millis(times.p50()),
                    Quantity.millis(times.p90()),
                    Quantity.millis(times.p99()),
                    Quantity.millis(times.p999()),
                    Quantity.millis(times.max()));
        }
    }

    private static String verdict(BenchResult result) {
        if (result.unverifiable() > 0) {
            return "FAILED: %d of %d listeners got bytes that are no counter stream (expected: a source with input test:counter)"
                    .formatted(result.unverifiable(), result.listeners());
        }
        if (!result.isExact()) {
            return "FAILED: %d of %d listeners did not get every byte once, in order and whole"
                    .formatted(result.inexact(), result.listeners());
        }
        if (!result.isComplete()) {
            return "INCOMPLETE: what came was exact, but not all listeners were served to the end";
        }
        return "OK: every listener got every byte once, in order and whole";
    }

    private static void line(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
