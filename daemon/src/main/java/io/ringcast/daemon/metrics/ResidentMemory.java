package io.ringcast.daemon.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code process_resident_memory_bytes}, as every Prometheus client names it: the memory of this process that is in RAM, as Linux tells it
 * (proc(5), {@code status}). Absent on other systems.
 */
final class ResidentMemory implements MeterBinder {

    private static final Pattern RESIDENT = Pattern.compile("^VmRSS:\\s+(\\d+) kB$", Pattern.MULTILINE);
    private static final long KILOBYTE = 1024;

    private final Path status;

    ResidentMemory() {
        this(Path.of("/proc/self/status"));
    }

    ResidentMemory(Path status) {
        this.status = status;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        if (Files.isReadable(status)) {
            Gauge.builder("process.resident.memory", this, ResidentMemory::gauge)
                    .description("Memory of the process that is in RAM.")
                    .baseUnit("bytes")
                    .strongReference(true)
                    .register(registry);
        }
    }

    private double gauge() {
        OptionalLong bytes = bytes();
        return bytes.isPresent() ? bytes.getAsLong() : Double.NaN;
    }

    OptionalLong bytes() {
        try {
            Matcher line = RESIDENT.matcher(Files.readString(status, StandardCharsets.ISO_8859_1));
            return line.find() ? OptionalLong.of(Long.parseLong(line.group(1)) * KILOBYTE) : OptionalLong.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
