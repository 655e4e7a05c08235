package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.daemon.output.DatagramAccount.SendError;
import io.ringcast.daemon.output.Output;
import io.ringcast.daemon.testing.Transports;
import io.ringcast.daemon.transport.TransportKind;
import io.ringcast.protocol.mpegts.ContinuityChecker;
import io.ringcast.protocol.mpegts.TsPacket;
import io.ringcast.protocol.rtp.RtpHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Datagrams as those get them who receive them, over loopback. */
@Timeout(180)
final class DatagramOutputTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ENOUGH = 100;
    private static final int BYTES = 7 * TsPacket.SIZE;
    private static final String GROUP = "239.255.77.1";

    static List<TransportKind> transports() {
        return Transports.available();
    }

    private static String source(String input, String... outputs) {
        return "[source.tv]\ninputs = [\"" + input + "\"]\noutputs = [\"" + String.join("\", \"", outputs) + "\"]\n";
    }

    private static String loopback(DatagramEar ear) {
        return "udp://" + GROUP + ":" + ear.port() + "?iface=127.0.0.1";
    }

    private static Output output(RunningDaemon daemon, String name) {
        return daemon.unit("tv").outputs().stream()
                .filter(output -> output.account().output().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] joined(List<byte[]> datagrams, int skip) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        datagrams.forEach(datagram -> all.write(datagram, skip, datagram.length - skip));
        return all.toByteArray();
    }

    /** Packets that are aligned and follow each other in every PID; returns how many breaks there are. */
    private static long breaks(byte[] bytes) {
        ByteBuf all = Unpooled.wrappedBuffer(bytes);
        TsPacket packet = new TsPacket();
        ContinuityChecker checker = new ContinuityChecker();
        for (int at = 0; at < bytes.length; at += TsPacket.SIZE) {
            packet.wrap(all, at);
            assertThat(packet.hasSync()).isTrue();
            checker.check(packet);
        }
        return checker.errors();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void oneGroupIsHeardByAllWhoJoin(TransportKind kind) {
        try (DatagramEar ear = DatagramEar.group(GROUP);
                RunningDaemon daemon = RunningDaemon.over(kind, source("test:card", loopback(ear)))) {

            await().atMost(LIMIT).until(() -> ear.count() >= ENOUGH);

            List<byte[]> heard = ear.heard();
            assertThat(heard).allMatch(datagram -> datagram.length == BYTES);
            assertThat(breaks(joined(heard, 0))).isZero();
            Output output = output(daemon, "udp-" + ear.port());
            assertThat(output.up()).isTrue();
            assertThat(output.datagrams().orElseThrow().datagrams()).isGreaterThanOrEqualTo(ENOUGH);
            assertThat(output.account().deliveredBytes()).isGreaterThanOrEqualTo((long) ENOUGH * BYTES);
            assertThat(daemon.metrics("ringcast_datagrams_total", "source=\"tv\""))
                    .isGreaterThanOrEqualTo(ENOUGH);
            assertThat(daemon.metrics("ringcast_datagram_jitter_seconds_count", "source=\"tv\""))
                    .isGreaterThanOrEqualTo(ENOUGH);
        }
    }

    @Test
    void rtpGoesBeforeEachPayload() {
        try (DatagramEar ear = DatagramEar.host();
                RunningDaemon daemon =
                        RunningDaemon.of(source("test:card", "rtp://127.0.0.1:" + ear.port() + "?ssrc=12345"))) {

            await().atMost(LIMIT).until(() -> ear.count() >= ENOUGH);

            List<byte[]> heard = ear.heard();
            int sequence = RtpHeader.sequence(Unpooled.wrappedBuffer(heard.get(0)));
            for (byte[] datagram : heard) {
                ByteBuf header = Unpooled.wrappedBuffer(datagram);
                assertThat(datagram).hasSize(RtpHeader.SIZE + BYTES);
                assertThat(RtpHeader.payloadOffset(header)).isEqualTo(RtpHeader.SIZE);
                assertThat(RtpHeader.payloadType(header)).isEqualTo(RtpHeader.MPEG_TS);
                assertThat(RtpHeader.ssrc(header)).isEqualTo(12345);
                assertThat(RtpHeader.sequence(header)).isEqualTo(sequence++ & 0xFFFF);
            }
            assertThat(breaks(joined(heard, RtpHeader.SIZE))).isZero();
            assertThat(daemon.listeners("tv")).isZero();
        }
    }

    @Test
    void ipv6IsSpokenToo() {
        try (DatagramEar ear = DatagramEar.host();
                RunningDaemon daemon =
                        RunningDaemon.of(source("test:card", "udp://[::1]:" + ear.port() + "?tos=184&ttl=3"))) {

            await().atMost(LIMIT).until(() -> ear.count() >= ENOUGH);

            assertThat(breaks(joined(ear.heard(), 0))).isZero();
            assertThat(output(daemon, "udp-" + ear.port()).up()).isTrue();
        }
    }

    @Test
    void aNameIsResolved() {
        try (DatagramEar ear = DatagramEar.host();
                RunningDaemon daemon = RunningDaemon.of(source("test:card", "udp://localhost:" + ear.port()))) {

            await().atMost(LIMIT).until(() -> ear.count() >= ENOUGH);

            assertThat(output(daemon, "udp-" + ear.port()).detail()).contains("sends to localhost");
        }
    }

    @Test
    void aConstantRateIsFilledUp() {
        try (DatagramEar ear = DatagramEar.host();
                RunningDaemon daemon =
                        RunningDaemon.of(source("test:card", "udp://127.0.0.1:" + ear.port() + "?bitrate=12Mbit/s"))) {

            await().atMost(LIMIT).until(() -> ear.count() >= 6 * ENOUGH);

            List<byte[]> heard = ear.heard();
            assertThat(heard).allMatch(datagram -> datagram.length == BYTES);
            assertThat(breaks(joined(heard, 0))).isZero();
            assertThat(daemon.metrics("ringcast_datagram_stuffed_packets_total", "source=\"tv\""))
                    .isPositive();
        }
    }

    @Test
    void bytesThatAreNotMpegTsPutTheOutputDownAndSayWhatToDo() {
        try (DatagramEar ear = DatagramEar.host();
                RunningDaemon daemon =
                        RunningDaemon.of(source("test:counter?rate=1Mbit/s", "udp://127.0.0.1:" + ear.port()))) {
            Output output = output(daemon, "udp-" + ear.port());

            await().atMost(LIMIT).until(() -> !output.up());

            assertThat(output.detail()).contains("filter = \"mpegts\"");
            assertThat(daemon.metrics("ringcast_output_up", "output=\"udp-" + ear.port()))
                    .isZero();
            assertThat(ear.count()).isZero();
        }
    }

    @Test
    void troubleOfOneOutputIsItsOwn() {
        try (DatagramEar ear = DatagramEar.host();
                RunningDaemon daemon = RunningDaemon.of(source(
                        "test:card",
                        "udp://127.0.0.1:" + ear.port(),
                        "udp://nobody.invalid:5001",
                        "udp://127.0.0.1:5002?iface=none0"))) {
            await().atMost(LIMIT).until(() -> ear.count() >= ENOUGH);

            await().atMost(LIMIT)
                    .until(() -> !output(daemon, "udp-5001").up()
                            && !output(daemon, "udp-5002").up());

            assertThat(output(daemon, "udp-5001").detail()).contains("nobody.invalid");
            assertThat(output(daemon, "udp-5002").detail()).contains("none0");
            assertThat(output(daemon, "udp-5001").datagrams().orElseThrow().sendErrors(SendError.UNRESOLVED))
                    .isPositive();
            assertThat(output(daemon, "udp-5002").datagrams().orElseThrow().sendErrors(SendError.NO_SOCKET))
                    .isPositive();
            int before = ear.count();
            await().atMost(LIMIT).until(() -> ear.count() >= before + ENOUGH);
            assertThat(breaks(joined(ear.heard(), 0))).isZero();
            assertThat(output(daemon, "udp-" + ear.port()).up()).isTrue();
        }
    }

    @Test
    void aPlayerUnderstandsWhatIsSent(@TempDir Path directory) throws IOException {
        Path received = directory.resolve("received.ts");
        try (DatagramEar ear = DatagramEar.group(GROUP);
                RunningDaemon daemon = RunningDaemon.of(source("test:card", loopback(ear)))) {
            await().atMost(LIMIT).until(() -> ear.count() >= 600);
            Files.write(received, joined(ear.heard(), 0));
            assertThat(daemon.ends()).isEmpty();
        }

        // Not to the last picture, which was cut where we stopped to receive.
        Tool.Result result = Tool.run(
                LIMIT, "ffmpeg", "-v", "error", "-i", received.toString(), "-t", "2", "-map", "0", "-f", "null", "-");

        assertThat(result.err().lines().toList()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(Arrays.asList(Tool.run(LIMIT, "ffprobe", "-v", "error", "-show_streams", received.toString())
                        .text()
                        .split("\n")))
                .contains("codec_name=h264");
    }
}
