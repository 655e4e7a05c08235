package io.ringcast.client.cli;

import io.ringcast.client.bench.BenchResult.Spread;
import io.ringcast.client.bench.BenchResult.Trouble;
import io.ringcast.client.bench.datagram.DatagramResult;
import io.ringcast.protocol.counter.CounterReport;
import io.ringcast.protocol.rtp.DatagramCounts;

/** The result of a load test of datagrams for people: figures first, the verdict last. */
final class DatagramBenchText {

    private final DatagramResult result;
    private final FigureLines out = new FigureLines();

    private DatagramBenchText(DatagramResult result) {
        this.result = result;
    }

    static String of(DatagramResult result) {
        DatagramBenchText text = new DatagramBenchText(result);
        text.write();
        return text.out.toString();
    }

    private void write() {
        out.line(
                "%s, %s, %s measured, %s due to each",
                result.stream(),
                result.content().isEmpty() ? "nothing came" : result.content() + " in " + result.carrier(),
                Quantity.seconds(result.seconds()),
                Quantity.bitRate(result.bitsPerSecond()));
        out.line(
                "receivers   %d to be opened, %d opened, %d silent",
                result.receivers(), result.opened(), result.silent());
        Spread rates = result.receiverBitsPerSecond();
        out.line(
                "rate        each %s (min %s, max %s); %d under 98 %%",
                Quantity.bitRate(rates.median()),
                Quantity.bitRate(rates.min()),
                Quantity.bitRate(rates.max()),
                result.underRate());
        datagrams();
        integrity();
        out.percentiles("gaps", result.gapMillis());
        result.jitterMillis()
                .ifPresent(jitter -> out.line(
                        "jitter      %s (min %s, max %s), by RFC 3550",
                        Quantity.millis(jitter.median()),
                        Quantity.millis(jitter.min()),
                        Quantity.millis(jitter.max())));
        if (result.content().equals("counter")) {
            out.percentiles("latency", result.latencyMillis());
        }
        out.line(
                "silence     longest %s (median %s); %d for more than 1 s",
                Quantity.millis(result.silenceMillis().max()),
                Quantity.millis(result.silenceMillis().median()),
                result.stalled());
        for (Trouble trouble : result.troubles()) {
            out.line("trouble     %d x %s", trouble.listeners(), trouble.reason());
        }
        out.line("%s", verdict());
    }

    private void datagrams() {
        DatagramCounts counts = result.datagrams();
        out.line(
                "datagrams   %d received, %d not of 7 packets, %d garbage, %d of strangers; %s in this host's buffers of %s",
                counts.received(),
                result.oddSizes(),
                counts.garbage(),
                counts.strangers(),
                result.hostDrops().map(drops -> drops + " dropped").orElse("unknown how many dropped"),
                Quantity.bytes(result.receiveBuffer()));
        if (result.carrier().equals("rtp")) {
            out.line(
                    "sequence    %d lost, %d of them late, %d duplicates, %d reordered, %d restarts",
                    counts.lost(), counts.late(), counts.duplicates(), counts.reordered(), counts.restarts());
        }
    }

    private void integrity() {
        if (result.content().equals("counter")) {
            CounterReport counters = result.counters();
            out.line(
                    "integrity   %d packets: %d gaps (%d lost), %d skips (%d lost), %d repeated, %d corrupt",
                    counters.packets(),
                    counters.gaps(),
                    counters.lost(),
                    counters.skips(),
                    counters.skipped(),
                    counters.repeated(),
                    counters.corrupt());
        } else {
            out.line(
                    "integrity   %d continuity errors, %d broken packets",
                    result.continuityErrors(), result.brokenPackets());
        }
    }

    private String verdict() {
        return switch (result.verdict()) {
            case FAILED ->
                "FAILED: %d of %d receivers missed something, or got it twice, out of order or damaged"
                        .formatted(result.inexact(), result.opened());
            case INCOMPLETE ->
                "INCOMPLETE: what came was whole, but %d of %d receivers got nothing"
                        .formatted(result.receivers() - result.opened() + result.silent(), result.receivers());
            case BEHIND ->
                "BEHIND: what came was whole, but %d receivers got nothing for more than a second, %d less than 98 %% of what is due"
                        .formatted(result.stalled(), result.underRate());
            case OK ->
                result.content().equals("counter")
                        ? "OK: every receiver got every packet once, in order and whole"
                        : "OK: every receiver got a stream in which nothing is missing, as far as its %s tell"
                                .formatted(
                                        result.carrier().equals("rtp")
                                                ? "sequence numbers and continuity counters"
                                                : "continuity counters");
        };
    }
}
