package io.ringcast.client.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringcast.client.RingcastClient;
import io.ringcast.client.ScriptedServer;
import io.ringcast.client.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProbesTest {

    private static final String METRICS = """
            # HELP process_cpu_time_ns_total CPU time
            # TYPE process_cpu_time_ns_total counter
            process_cpu_time_ns_total 2.5E9
            ringcast_skipped_bytes_total{kind="tcp",output="a b",source="x"} 188.0
            ringcast_skipped_bytes_total{kind="tcp",output="b",source="x"} 376.0
            ringcast_skipped_bytes_total_other 7.0
            process_resident_memory_bytes 1.048576E8
            """;

    private final RingcastClient client = new RingcastClient(Duration.ofSeconds(5), "bench/test", Optional.empty());

    @Test
    void aDaemonsUseIsReadFromItsMetrics() throws Exception {
        try (ScriptedServer server = answering(METRICS)) {
            ServerSample sample = new MetricsProbe(client, server.http("")).sample();

            assertThat(sample)
                    .isEqualTo(new ServerSample(2.5, Optional.of(104_857_600L), Optional.empty(), Optional.of(564L)));
        }
    }

    @Test
    void metricsOfSomethingElseAreRefused() throws Exception {
        try (ScriptedServer server = answering("up 1\n")) {
            assertThatThrownBy(() -> new MetricsProbe(client, server.http("")).sample())
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("process_cpu_time_ns_total");
        }
    }

    @Test
    void aProcessOfThisHostIsLookedAtFromOutside() throws Exception {
        ServerSample sample = ProcessProbe.of(ProcessHandle.current().pid()).sample();

        assertThat(sample.cpuSeconds()).isPositive();
        assertThat(sample.tickOverruns()).isEmpty();
    }

    @Test
    void processAndMetricsTogetherTellMoreThanEither() throws Exception {
        ServerSample process = new ServerSample(7, Optional.of(5L), Optional.empty(), Optional.empty());
        ServerSample metrics = new ServerSample(6, Optional.of(4L), Optional.of(3L), Optional.of(2L));

        ServerSample both = ServerProbe.both(() -> process, () -> metrics).sample();

        assertThat(both).isEqualTo(new ServerSample(7, Optional.of(5L), Optional.of(3L), Optional.of(2L)));
    }

    @Test
    void aProcessThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> ProcessProbe.of(Long.MAX_VALUE))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("pid: " + Long.MAX_VALUE);
    }

    private static ScriptedServer answering(String text) throws Exception {
        byte[] answer = text.getBytes(StandardCharsets.UTF_8);
        return new ScriptedServer(c -> {
            assertThat(ScriptedServer.requestHead(c)).startsWith("GET /metrics HTTP/1.1\r\n");
            ScriptedServer.send(c, "HTTP/1.1 200 OK", "Content-Length: " + answer.length, "");
            c.getOutputStream().write(answer);
        });
    }
}
