package io.ringcast.client.cli;

import io.ringcast.client.bench.BenchResult;
import io.ringcast.client.bench.BenchResult.Audience;
import io.ringcast.client.bench.BenchResult.LoadUse;
import io.ringcast.client.bench.BenchResult.ServerUse;
import io.ringcast.client.bench.BenchResult.Trouble;
import io.ringcast.protocol.counter.CounterReport;
import java.util.Locale;
import java.util.Optional;

/** The result of a load test for people: figures first, the verdict last. */
final class BenchText {

    private final BenchResult result;
    private final FigureLines out = new FigureLines();

    private BenchText(BenchResult result) {
        this.result = result;
    }

    static String of(BenchResult result) {
        BenchText text = new BenchText(result);
        text.write();
        return text.out.toString();
    }

    private void write() {
        out.line(
                "%s, %s, %s measured, source %s",
                result.stream(),
                result.transport(),
                Quantity.seconds(result.seconds()),
                result.sourceBitsPerSecond() > 0 ? Quantity.bitRate(result.sourceBitsPerSecond()) : "of unknown rate");
        audience("listeners", result.healthy());
        rates(result.healthy());
        out.percentiles("latency", result.latencyMillis());
        out.percentiles("connecting", result.connectMillis());
        out.percentiles("first byte", result.firstByteMillis());
        integrity("integrity", result.healthy());
        result.stopped().ifPresent(audience -> others("stopped", audience));
        result.slow().ifPresent(audience -> others("slow", audience));
        result.server().ifPresent(this::server);
        load(result.load());
        for (Trouble trouble : result.troubles()) {
            out.line("trouble     %d x %s", trouble.listeners(), trouble.reason());
        }
        out.line("%s", verdict());
    }

    private void audience(String name, Audience audience) {
        out.line(
                "%-11s %d started, %d connected, %d served to the end, %d silent",
                name, audience.listeners(), audience.connected(), audience.served(), audience.silent());
    }

    private void rates(Audience healthy) {
        out.line(
                "rate        %s together; each %s (min %s, max %s); %d under 98 %%",
                Quantity.bitRate(healthy.bitsPerSecond()),
                Quantity.bitRate(healthy.listenerBitsPerSecond().median()),
                Quantity.bitRate(healthy.listenerBitsPerSecond().min()),
                Quantity.bitRate(healthy.listenerBitsPerSecond().max()),
                healthy.underRate());
        out.line(
                "stalls      %d listeners over 1 s; longest silence of one: median %s, max %s",
                healthy.stalled(),
                Quantity.millis(healthy.silenceMillis().median()),
                Quantity.millis(healthy.silenceMillis().max()));
    }

    private void integrity(String name, Audience audience) {
        CounterReport counters = audience.counters();
        if (result.opaque()) {
            out.line("%-11s not verified, the stream is opaque", name);
            return;
        }
        out.line(
                "%-11s %d gaps (%d packets lost), %d skips (%d packets), %d repeated, %d corrupt, %d resyncs; %d of %d verified",
                name,
                counters.gaps(),
                counters.lost(),
                counters.skips(),
                counters.skipped(),
                counters.repeated(),
                counters.corrupt(),
                counters.resyncs(),
                audience.verified(),
                audience.connected());
    }

    private void others(String name, Audience audience) {
        audience(name, audience);
        out.line(
                "            %d ended, %d cut: %d behind a whole packet, %d inside one",
                audience.ended(), audience.cut(), audience.endedWhole(), audience.endedInside());
        integrity("", audience);
    }

    private void server(ServerUse server) {
        out.line(
                "server      %.2f CPU-s, %.1f %% of a core%s; memory %s before, %s at the end%s%s",
                server.cpuSeconds(),
                server.cores() * 100,
                perGigabyte(server.cpuSecondsPerGigabyte()),
                size(server.idleMemoryBytes()),
                size(server.memoryBytes()),
                server.tickOverruns()
                        .map(count -> "; " + count + " ticks overran")
                        .orElse(""),
                server.skippedBytes()
                        .map(bytes -> "; skipped " + Quantity.bytes(bytes))
                        .orElse(""));
    }

    private void load(LoadUse load) {
        out.line(
                "load        %.2f CPU-s, %.1f %% of a core%s; kernel TCP memory %s before, %s at the end",
                load.cpuSeconds(),
                load.cores() * 100,
                perGigabyte(load.cpuSecondsPerGigabyte()),
                size(load.idleKernelTcpBytes()),
                size(load.kernelTcpBytes()));
    }

    private static String perGigabyte(Optional<Double> cpuSeconds) {
        return cpuSeconds
                .map(each -> String.format(Locale.ROOT, ", %.3f CPU-s/GB", each))
                .orElse("");
    }

    private static String size(Optional<Long> bytes) {
        return bytes.map(Quantity::bytes).orElse("unknown");
    }

    private String verdict() {
        Audience healthy = result.healthy();
        return switch (result.verdict()) {
            case FAILED -> failure();
            case INCOMPLETE ->
                "INCOMPLETE: what came was exact, but %d of %d listeners were not served to the end"
                        .formatted(healthy.listeners() - healthy.served() + healthy.silent(), healthy.listeners());
            case BEHIND ->
                "BEHIND: what came was exact, but %d listeners stalled, %d got less than 98 %% of the rate, %d were moved on"
                        .formatted(healthy.stalled(), healthy.underRate(), healthy.movedOn());
            case OK ->
                result.opaque()
                        ? "OK: every listener was served to the end at the source's rate"
                        : "OK: every %s got every byte once, in order and whole"
                                .formatted(
                                        result.stopped().isPresent()
                                                        || result.slow().isPresent()
                                                ? "listener that read as it should"
                                                : "listener");
        };
    }

    private String failure() {
        int unverifiable = result.healthy().unverifiable();
        if (unverifiable > 0) {
            return "FAILED: %d of %d listeners got bytes that are no counter stream (expected: a source with input test:counter, or --opaque)"
                    .formatted(unverifiable, result.healthy().listeners());
        }
        int inexact = result.healthy().inexact()
                + result.stopped().map(Audience::inexact).orElse(0)
                + result.slow().map(Audience::inexact).orElse(0);
        return "FAILED: %d listeners did not get every byte once, in order and whole".formatted(inexact);
    }
}
