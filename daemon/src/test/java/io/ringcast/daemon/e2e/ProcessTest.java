package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.protocol.mpegts.TsPacket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The daemon as a process of its own: how it starts at a prompt, and how it ends. */
final class ProcessTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void endsInOrderWhenItIsToldTo() {
        int tcp = Loopback.freePort();
        int http = Loopback.freePort();
        int admin = Loopback.freePort();
        try (Tool ringcastd = ringcastd("demo", ports(tcp, http, admin))) {
            await().atMost(LIMIT).until(() -> Loopback.accepts(tcp));
            Ear.Memory memory = new Ear.Memory();
            try (Hearer byTcp = Hearer.tcp(tcp, memory);
                    Hearer byHttp = Hearer.http(http, "/card", Ear.deaf())) {
                await().atMost(LIMIT).until(() -> byTcp.heard() > 200_000 && byHttp.heard() > 200_000);

                ringcastd.terminate();

                assertThat(byTcp.awaitEnd(LIMIT)).isEqualTo(Hearer.End.CLEAN);
                assertThat(byHttp.awaitEnd(LIMIT)).isEqualTo(Hearer.End.CLEAN);
                assertThat(memory.all().length % TsPacket.SIZE)
                        .as("bytes of a cut packet")
                        .isZero();
            }
            Tool.Result result = ringcastd.await(LIMIT);
            assertThat(result.status()).as(result.err()).isZero();
            assertThat(result.text())
                    .contains("nc localhost " + tcp + " | ffplay -")
                    .contains("http://localhost:" + http + "/card");
        }
    }

    @Test
    void saysThatAPortIsBusy() throws IOException {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Tool ringcastd =
                        ringcastd("demo", ports(busy.getLocalPort(), Loopback.freePort(), Loopback.freePort()))) {

            Tool.Result result = ringcastd.await(LIMIT);

            assertThat(result.status()).isEqualTo(69);
            assertThat(result.err()).contains(Integer.toString(busy.getLocalPort()));
            assertThat(result.err().lines().filter(line -> line.startsWith("ringcastd: ")))
                    .hasSize(1);
        }
    }

    private static List<String> ports(int tcp, int http, int admin) {
        return List.of(
                "--bind",
                "127.0.0.1",
                "--tcp",
                Integer.toString(tcp),
                "--http",
                Integer.toString(http),
                "--admin",
                Integer.toString(admin),
                "--memory",
                "64MiB");
    }

    private static Tool ringcastd(String command, List<String> options) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.ringcast.daemon.cli.Main",
                command));
        line.addAll(options);
        return Tool.start(line.toArray(String[]::new));
    }
}
