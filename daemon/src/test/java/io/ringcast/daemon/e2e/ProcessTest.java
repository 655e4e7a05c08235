package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.protocol.mpegts.TsPacket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a process of its own: how it starts at a prompt, and how it ends. */
final class ProcessTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path dir = Path.of("");

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

    @Test
    void opensItsAccessLogAnewOnSighupAndRunsOn() throws IOException {
        // given
        int http = Loopback.freePort();
        int tcp = Loopback.freePort();
        Path log = dir.resolve("log/access.log");
        Path config =
                Files.writeString(dir.resolve("ringcast.toml"), """
                [daemon]
                http = "127.0.0.1:%d"
                admin = "127.0.0.1:%d"
                memory = "64MiB"
                access-log = "%s"
                [source.card]
                inputs = ["test:card"]
                outputs = ["tcp://127.0.0.1:%d"]
                """.formatted(http, Loopback.freePort(), log, tcp));
        try (Tool ringcastd = ringcastd("run", List.of("-c", config.toString()))) {
            await().atMost(LIMIT).until(() -> Loopback.accepts(tcp));
            listen(Hearer.http(http, "/card?from=keyframe", Ear.deaf()));
            await().atMost(LIMIT).until(() -> Files.readString(log).contains("\n"));

            // when
            Path moved = Files.move(log, dir.resolve("access.log.1"));
            ringcastd.signal("HUP");
            await().atMost(LIMIT).until(() -> Files.exists(log));
            listen(Hearer.tcp(tcp, Ear.deaf()));
            ringcastd.terminate();

            // then
            assertThat(ringcastd.await(LIMIT).status()).isZero();
            // Somebody may have knocked to see whether the port is open.
            assertThat(Files.readAllLines(moved))
                    .anyMatch(line ->
                            line.startsWith("127.0.0.1 - - [") && line.contains("] \"GET /card HTTP/1.1\" 200 "));
            assertThat(Files.readAllLines(log)).anyMatch(line -> line.contains("] \"TCP /card -\" 200 "));
        }
    }

    private static void listen(Hearer hearer) {
        try (hearer) {
            await().atMost(LIMIT).until(() -> hearer.heard() > 50_000);
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
