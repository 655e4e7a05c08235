package io.ringcast.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResidentMemoryTest {

    @TempDir
    private Path directory;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void tellsWhatTheKernelSays() throws IOException {
        Path status =
                Files.writeString(directory.resolve("status"), "Name:\tjava\nVmHWM:\t  9 kB\nVmRSS:\t  1234 kB\n");

        new ResidentMemory(status).bindTo(registry);

        assertThat(registry.get("process.resident.memory").gauge().value()).isEqualTo(1234 * 1024);
    }

    @Test
    void tellsNothingWhereThereIsNothingToAsk() {
        new ResidentMemory(directory.resolve("none")).bindTo(registry);

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void doesNotMakeUpAFigure() throws IOException {
        Path status = Files.writeString(directory.resolve("status"), "Name:\tjava\n");

        new ResidentMemory(status).bindTo(registry);

        assertThat(registry.get("process.resident.memory").gauge().value()).isNaN();
    }
}
