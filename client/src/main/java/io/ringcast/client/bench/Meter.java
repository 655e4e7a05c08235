package io.ringcast.client.bench;

import io.ringcast.client.UnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What server, load and kernel use, before the test and at the two ends of the time that is measured. */
final class Meter {

    /**
     * A moment.
     *
     * @param server absent when nobody asked for it
     * @param loadCpuSeconds of this process
     * @param kernelTcpBytes of all TCP sockets of the host, where the kernel tells
     */
    private record Moment(Optional<ServerSample> server, double loadCpuSeconds, Optional<Long> kernelTcpBytes) {}

    private static final Path SOCKET_STATISTICS = Path.of("/proc/net/sockstat");
    private static final int PAGE_BYTES = 4096;

    private final Optional<ServerProbe> probe;
    private final ProcessProbe self = ProcessProbe.self();
    private final Moment idle;
    private Moment from;
    private Moment to;

    /** Looks for the first time. */
    Meter(Optional<ServerProbe> probe) throws UnavailableException, InterruptedException {
        this.probe = probe;
        this.idle = look();
        this.from = idle;
        this.to = idle;
    }

    void open() throws UnavailableException, InterruptedException {
        from = look();
    }

    void close() throws UnavailableException, InterruptedException {
        to = look();
    }

    /** What the server used, for so many bytes in so many seconds. */
    Optional<BenchResult.ServerUse> server(long bytes, double seconds) {
        if (idle.server.isEmpty() || from.server.isEmpty() || to.server.isEmpty()) {
            return Optional.empty();
        }
        ServerSample before = from.server.get();
        ServerSample after = to.server.get();
        double cpu = after.cpuSeconds() - before.cpuSeconds();
        return Optional.of(new BenchResult.ServerUse(
                cpu,
                seconds > 0 ? cpu / seconds : 0,
                bytes > 0 ? Optional.of(cpu / (bytes / 1e9)) : Optional.empty(),
                idle.server.get().memoryBytes(),
                after.memoryBytes(),
                difference(before.tickOverruns(), after.tickOverruns()),
                difference(before.skippedBytes(), after.skippedBytes())));
    }

    /** What the load used in so many seconds, and the kernel for both. */
    BenchResult.LoadUse load(long bytes, double seconds) {
        double cpu = to.loadCpuSeconds - from.loadCpuSeconds;
        return new BenchResult.LoadUse(
                cpu,
                seconds > 0 ? cpu / seconds : 0,
                bytes > 0 ? Optional.of(cpu / (bytes / 1e9)) : Optional.empty(),
                idle.kernelTcpBytes,
                to.kernelTcpBytes);
    }

    private Moment look() throws UnavailableException, InterruptedException {
        Optional<ServerSample> server =
                probe.isPresent() ? Optional.of(probe.get().sample()) : Optional.empty();
        return new Moment(server, self.cpuSeconds(), kernelTcpBytes());
    }

    private static Optional<Long> difference(Optional<Long> before, Optional<Long> after) {
        return after.flatMap(last -> before.map(first -> last - first));
    }

    /** From the line {@code TCP: inuse 8 orphan 0 tw 0 alloc 9 mem 3}, in pages. */
    private static Optional<Long> kernelTcpBytes() {
        try {
            return Files.readString(SOCKET_STATISTICS, StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> line.startsWith("TCP:") && line.contains(" mem "))
                    .findFirst()
                    .map(line -> Long.parseLong(line.substring(line.indexOf(" mem ") + 5)
                                    .strip()
                                    .split(" ")[0])
                            * PAGE_BYTES);
        } catch (IOException notLinux) {
            return Optional.empty();
        }
    }
}
