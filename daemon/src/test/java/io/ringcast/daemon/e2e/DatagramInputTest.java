package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ffmpeg sends in datagrams plays from a TCP port without an error. */
final class DatagramInputTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int ENOUGH = 400_000;

    @TempDir
    Path dir = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "udp://127.0.0.1:%d, mpegts, udp://127.0.0.1:%d?pkt_size=1316",
        "udp://:%d, mpegts, udp://127.0.0.1:%d",
        "rtp://127.0.0.1:%d, rtp_mpegts, rtp://127.0.0.1:%d",
        "udp://@239.255.78.1:%d?iface=lo, mpegts, udp://239.255.78.1:%d?localaddr=127.0.0.1&pkt_size=1316",
        "udp://@239.255.78.1:%d?iface=lo, rtp_mpegts, rtp://239.255.78.1:%d?localaddr=127.0.0.1",
        "udp://127.0.0.1@239.255.78.1:%d?iface=lo, mpegts, udp://239.255.78.1:%d?localaddr=127.0.0.1",
    })
    void playsWhatFfmpegSends(String input, String format, String target) throws IOException {
        int port = freePort();
        try (RunningDaemon daemon = RunningDaemon.of("""
                        [source.lan]
                        inputs = ["%s"]
                        outputs = ["tcp://127.0.0.1:0"]
                        join = "0s"
                        """.formatted(input.formatted(port)));
                Tool ffmpeg = send(format, target.formatted(port))) {
            await().atMost(LIMIT).until(() -> daemon.head("lan") > 100_000 || !ffmpeg.running());
            Ear.Memory heard = new Ear.Memory();
            try (Hearer hearer = Hearer.tcp(daemon.tcpPort("lan"), heard)) {
                await().atMost(LIMIT).until(() -> hearer.heard() > ENOUGH || !ffmpeg.running());
            }

            assertThat(ffmpeg.running()).as("ffmpeg sends").isTrue();
            byte[] all = heard.all();
            Path file = Files.write(dir.resolve("heard.ts"), Arrays.copyOf(all, all.length - all.length % 188));
            // The picture whose rest had not come yet is the only one that may be whole no more.
            Tool.Result played = Tool.run(
                    LIMIT, "ffmpeg", "-nostdin", "-v", "error", "-i", file.toString(), "-t", "1", "-f", "null", "-");
            assertThat(played.err()).isEmpty();
            assertThat(played.status()).isZero();
            assertThat(daemon.metrics("ringcast_input_datagrams_total", "result=\"received\""))
                    .isPositive();
            assertThat(daemon.metrics("ringcast_input_datagrams_total", "result=\"garbage\""))
                    .isZero();
            assertThat(daemon.metrics("ringcast_input_datagrams_total", "result=\"lost\""))
                    .isZero();
        }
    }

    @Test
    void goesOnToTheNextInputWhileNobodySends() throws IOException {
        try (RunningDaemon daemon = RunningDaemon.of("""
                [source.lan]
                inputs = ["udp://127.0.0.1:%d?connect-timeout=200ms", "test:null"]
                """.formatted(freePort()))) {
            await().atMost(LIMIT)
                    .until(() -> daemon.head("lan") >= 0 && daemon.status("lan").active() == 1);

            assertThat(daemon.metrics("ringcast_input_failures_total", "reason=\"silent\""))
                    .isEqualTo(1);
        }
    }

    private static Tool send(String format, String target) {
        return Tool.start(
                "ffmpeg",
                "-nostdin",
                "-v",
                "error",
                "-re",
                "-f",
                "lavfi",
                "-i",
                "testsrc2=size=640x360:rate=25",
                "-f",
                "lavfi",
                "-i",
                "sine=frequency=440:sample_rate=48000",
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-tune",
                "zerolatency",
                "-g",
                "25",
                "-b:v",
                "1500k",
                "-c:a",
                "aac",
                "-f",
                format,
                target);
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0)) {
            // ffmpeg sends RTCP to the port behind that of RTP, and would end when nobody has it open: loopback says so
            // at once.
            return socket.getLocalPort();
        }
    }
}
