package io.ringcast.client.bench;

import io.ringcast.client.UnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks at a process of this host and all its children: whatever server it is.
 *
 * <p>Processor time is that of those that live (a child that ends takes its own with it). Memory is the proportional set size
 * (proc(5), smaps_rollup), in which what processes share counts once, or the resident one where that may not be read; absent where
 * there is no {@code /proc}.
 */
public final class ProcessProbe implements ServerProbe {

    private final ProcessHandle process;

    private ProcessProbe(ProcessHandle process) {
        this.process = process;
    }

    /** @throws UnavailableException if there is no such process */
    public static ProcessProbe of(long pid) throws UnavailableException {
        return new ProcessProbe(ProcessHandle.of(pid)
                .orElseThrow(() ->
                        new UnavailableException("pid: " + pid + " (expected: a process that runs on this host)")));
    }

    /** The process that asks. */
    static ProcessProbe self() {
        return new ProcessProbe(ProcessHandle.current());
    }

    @Override
    public ServerSample sample() throws UnavailableException {
        if (!process.isAlive()) {
            throw new UnavailableException("process " + process.pid() + " has ended");
        }
        List<ProcessHandle> family =
                Stream.concat(Stream.of(process), process.descendants()).toList();
        return new ServerSample(cpuSeconds(family), memoryBytes(family), Optional.empty(), Optional.empty());
    }

    double cpuSeconds() {
        return cpuSeconds(List.of(process));
    }

    private static double cpuSeconds(List<ProcessHandle> family) {
        return family.stream()
                .map(member -> member.info().totalCpuDuration().orElse(Duration.ZERO))
                .mapToDouble(duration -> duration.toNanos() / 1e9)
                .sum();
    }

    private static Optional<Long> memoryBytes(List<ProcessHandle> family) {
        long sum = 0;
        for (ProcessHandle member : family) {
            Path folder = Path.of("/proc", Long.toString(member.pid()));
            sum += kibibytes(folder.resolve("smaps_rollup"), "Pss:")
                    .or(() -> kibibytes(folder.resolve("status"), "VmRSS:"))
                    .orElse(0L);
        }
        return sum == 0 ? Optional.empty() : Optional.of(sum * 1024);
    }

    /** The number in the line that begins so, for example {@code VmRSS:	    1234 kB}. */
    private static Optional<Long> kibibytes(Path file, String name) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith(name))
                    .findFirst()
                    .map(line -> Long.valueOf(line.replaceAll("\\D", "")));
        } catch (IOException notThereOrNotOurs) {
            return Optional.empty();
        }
    }
}
