package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.daemon.output.Output;
import io.ringcast.protocol.mpegts.TsPacket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs that connect to a TCP port. */
final class PushTcpTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path dir = Path.of("");

    @Test
    void ncThatComesLaterGetsTheStreamAndSoDoesTheNextOne() {
        assumeTrue(Tool.isThere("nc"), "nc is not installed");
        int port = Loopback.freePort();
        try (RunningDaemon daemon = RunningDaemon.of("""
                [source.card]
                inputs = ["test:card"]
                outputs = ["push+tcp://localhost:%d?retry=100ms..200ms"]
                """.formatted(port))) {
            await().atMost(LIMIT).until(() -> !push(daemon, "card").up());
            assertThat(push(daemon, "card").detail()).contains("refused").contains("tried again at");

            try (Tool nc = Tool.start("nc", "-l", "127.0.0.1", Integer.toString(port))) {
                await().atMost(LIMIT).until(() -> delivered(daemon, "card") > 100_000);
                assertThat(push(daemon, "card").detail()).startsWith("sends to 127.0.0.1:" + port);
                nc.terminate();
                byte[] heard = nc.await(LIMIT).out();
                assertThat(heard[0]).isEqualTo((byte) 0x47);
                assertThat(heard[TsPacket.SIZE]).isEqualTo((byte) 0x47);
            }
            await().atMost(LIMIT).until(() -> !push(daemon, "card").up());

            try (Tool nc = Tool.start("nc", "-l", "127.0.0.1", Integer.toString(port))) {
                long before = delivered(daemon, "card");
                await().atMost(LIMIT).until(() -> delivered(daemon, "card") > before + 100_000);
                assertThat(nc.running()).isTrue();
                assertThat(daemon.metrics("ringcast_output_up", "kind=\"push-tcp\""))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void itemArrivesWholeAndOnce() throws IOException {
        assumeTrue(Tool.isThere("nc"), "nc is not installed");
        byte[] item = item(1_500_000);
        int port = Loopback.freePort();
        try (Tool nc = Tool.start("nc", "-l", "127.0.0.1", Integer.toString(port));
                RunningDaemon daemon = RunningDaemon.of(source(port, ""))) {

            byte[] heard = nc.await(LIMIT).out();

            assertThat(Ear.Digest.of(heard)).isEqualTo(Ear.Digest.of(item));
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(push(daemon, "item").detail()).contains("has read all of it"));
            assertThat(delivered(daemon, "item")).isEqualTo(item.length);
        }
    }

    @Test
    void itemIsSentAgainFromItsBeginningAfterAResetAndAfterBytesThatNobodyRead() throws IOException {
        byte[] item = item(700_000);
        try (PushPeer peer =
                        PushPeer.of(PushPeer.resettingAfter(100_000), PushPeer.closingUnread(), PushPeer.reading());
                RunningDaemon daemon = RunningDaemon.of(source(peer.port(), ""))) {

            await().atMost(LIMIT).until(() -> peer.read().length == item.length);

            assertThat(Ear.Digest.of(peer.read())).isEqualTo(Ear.Digest.of(item));
            await().atMost(LIMIT).until(() -> push(daemon, "item").detail().contains("has read all"));
            assertThat(peer.connections()).isEqualTo(3);
        }
    }

    @Test
    void peerThatClosedItsSideFirstIsBelievedWhenItsKernelHasAll() throws IOException {
        // More than the kernels hold between the two: it has closed its side when it reads, so before the end of ours.
        byte[] item = item(12_000_000);
        try (PushPeer peer = PushPeer.of(PushPeer.closingItsSideFirst());
                RunningDaemon daemon = RunningDaemon.of(source(peer.port(), "policy = \"wait\"\n"))) {

            await().atMost(LIMIT).until(() -> push(daemon, "item").detail().contains("acknowledged all"));

            await().atMost(LIMIT).until(() -> peer.read().length == item.length);
            assertThat(peer.connections()).isEqualTo(1);
        }
    }

    @Test
    void latePeerGetsTheWholeOfAnItemLargerThanTheRingWhenTheSourceWaits() throws IOException {
        byte[] item = item(9_000_000);
        int port = Loopback.freePort();
        assumeTrue(Tool.isThere("nc"), "nc is not installed");
        try (RunningDaemon daemon = RunningDaemon.of(source(port, "policy = \"wait\"\nring = \"4MiB\"\n"))) {
            await().atMost(LIMIT).until(() -> push(daemon, "item").detail().contains("failed 3 times"));

            byte[] heard;
            try (Tool nc = Tool.start("nc", "-l", "127.0.0.1", Integer.toString(port))) {
                heard = nc.await(LIMIT).out();
            }

            assertThat(Ear.Digest.of(heard)).isEqualTo(Ear.Digest.of(item));
        }
    }

    @Test
    void saysThatAnItemWhoseBeginningHasLeftTheRingCannotBeSent() throws IOException {
        byte[] item = item(9_000_000);
        int port = Loopback.freePort();
        try (RunningDaemon daemon = RunningDaemon.of(source(port, "ring = \"4MiB\"\n"))) {
            await().atMost(LIMIT).until(() -> daemon.head("item") == item.length);

            await().atMost(LIMIT)
                    .until(() -> daemon.metrics("ringcast_skipped_bytes_total", "kind=\"push-tcp\"") == item.length);

            assertThat(delivered(daemon, "item")).isZero();
        }
    }

    @Test
    void peerThatStopsReadingHurtsNobody() {
        try (PushPeer peer = PushPeer.of(PushPeer.stopped());
                RunningDaemon daemon = RunningDaemon.of("""
                        [source.counter]
                        inputs = ["test:counter?rate=40Mbit/s"]
                        outputs = ["tcp://127.0.0.1:0",
                                   { url = "push+tcp://127.0.0.1:%d", policy = "drop", retry = "100ms..200ms" }]
                        ring = "4MiB"
                        join = "live"
                        """.formatted(peer.port()))) {
            await().atMost(LIMIT).until(() -> peer.connections() == 1);
            Ear.Counter ear = new Ear.Counter();
            try (Hearer hearer = Hearer.tcp(daemon.tcpPort("counter"), ear)) {

                await().atMost(LIMIT).until(() -> peer.connections() > 1);

                assertThat(daemon.ends()).anyMatch(end -> end.reason() == EndReason.LAPPED);
                await().atMost(LIMIT).until(() -> hearer.heard() > 20_000_000);
                assertThat(ear.report().isExact()).isTrue();
            }
        }
    }

    private byte[] item(int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        Files.write(dir.resolve("item.bin"), bytes);
        return bytes;
    }

    private String source(int port, String keys) {
        return """
                [source.item]
                inputs = ["%s"]
                outputs = ["push+tcp://127.0.0.1:%d?mode=whole&retry=100ms..200ms"]
                pace = "off"
                at-end = "stop"
                %s""".formatted(dir.resolve("item.bin"), port, keys);
    }

    private static Output push(RunningDaemon daemon, String source) {
        return daemon.unit(source).outputs().stream()
                .filter(output -> output.account().kind().equals("push-tcp"))
                .findFirst()
                .orElseThrow();
    }

    private static long delivered(RunningDaemon daemon, String source) {
        return push(daemon, source).account().deliveredBytes();
    }
}
