package io.ringcast.client.cli;

import io.ringcast.client.bench.BenchPlan;
import io.ringcast.client.bench.datagram.DatagramPlan;
import io.ringcast.client.probe.ProbeTarget.Datagrams;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a load test does, as options of {@code ringcast bench}. */
final class BenchOptions {

    private static final int LISTENERS = 100;

    @Option(
            names = {"-n", "--listeners"},
            paramLabel = "N",
            description = "How many listen at once (default: 100; 1 where datagrams come to an address of this host).")
    private @Nullable Integer listeners;

    @Option(
            names = "--stopped",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many of these stop reading, half-way through --settle, and stay connected.")
    private int stopped;

    @Option(
            names = "--slow",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many others of these read no faster than --slow-rate.")
    private int slow;

    @Option(
            names = "--slow-rate",
            paramLabel = "RATE",
            defaultValue = "64kbit/s",
            converter = BitRateConverter.class,
            description = "How fast the slow ones read (default: ${DEFAULT-VALUE}).")
    private double slowRate;

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "How long it is measured (default: ${DEFAULT-VALUE}).")
    private Duration duration = Duration.ZERO;

    @Option(
            names = "--settle",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = DurationConverter.class,
            description =
                    "Before that, how long nothing is measured once all are connected (default: ${DEFAULT-VALUE}).")
    private Duration settle = Duration.ZERO;

    @Option(
            names = "--ramp",
            paramLabel = "N",
            defaultValue = "500",
            description = "How many are started in a second (default: ${DEFAULT-VALUE}).")
    private double ramp;

    @Option(
            names = "--connect-timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "For each connection to stand (default: ${DEFAULT-VALUE}).")
    private Duration connectTimeout = Duration.ZERO;

    @Option(
            names = "--opaque",
            description = "The stream is no counter stream: only rates, first bytes and stalls are measured.")
    private boolean opaque;

    @Option(
            names = "--check-every",
            paramLabel = "K",
            defaultValue = "1",
            description = "Only each K-th listener verifies what it gets, the others count (default: all verify).")
    private int checkEvery;

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            converter = BitRateConverter.class,
            defaultValue = "0bit/s",
            description =
                    "The source's rate, of which each must get 98 %% (default: that of the counter stream itself).")
    private double rate;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Event loops that carry the listeners (default: one for each processor).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--addresses",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Addresses from 127.0.0.2 up that are connected from, each good for 25,000 connections; only with a stream at 127.0.0.1 (default: as many as are needed).")
    private int addresses;

    @Option(
            names = "--gather",
            paramLabel = "TIME",
            defaultValue = "1ms",
            converter = DurationConverter.class,
            description =
                    "How long arrivals gather before they are read, so that many cost one wake-up; latencies are as much longer at most (default: ${DEFAULT-VALUE}).")
    private Duration gather = Duration.ZERO;

    @Option(
            names = "--receive-buffer",
            paramLabel = "SIZE",
            defaultValue = "0",
            converter = ByteSizeConverter.class,
            description = "The kernel's buffer for each connection (default: the kernel's choice).")
    private int receiveBuffer;

    /** @throws IllegalArgumentException if that cannot be done with datagrams */
    DatagramPlan plan(Datagrams stream) {
        if (stopped + slow > 0) {
            throw new IllegalArgumentException("stopped and slow: " + stopped + " + " + slow
                    + " (expected: none with datagrams: whoever does not read loses them in his own socket)");
        }
        int receivers =
                listeners != null ? listeners : stream.address().getAddress().isMulticastAddress() ? LISTENERS : 1;
        return new DatagramPlan(stream, receivers, ramp, settle, duration, rate, threads, receiveBuffer);
    }

    /** @throws IllegalArgumentException if that cannot be done */
    BenchPlan plan(URI stream, String userAgent) {
        return new BenchPlan(
                stream,
                userAgent,
                new BenchPlan.Crowd(listeners != null ? listeners : LISTENERS, stopped, slow, slowRate),
                new BenchPlan.Timing(ramp, connectTimeout, settle, duration),
                new BenchPlan.Checks(opaque, checkEvery, rate),
                new BenchPlan.Engine(threads, addresses, gather, receiveBuffer));
    }
}
