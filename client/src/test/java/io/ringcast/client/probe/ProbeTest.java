package io.ringcast.client.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.client.RingcastClient;
import io.ringcast.client.ScriptedServer;
import io.ringcast.client.UnavailableException;
import io.ringcast.client.probe.ProbeReport.DatagramReport;
import io.ringcast.client.probe.ProbeReport.Size;
import io.ringcast.protocol.mpegts.TsReport;
import io.ringcast.protocol.rtp.RtpHeader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProbeTest {

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final RingcastClient CLIENT = new RingcastClient(Duration.ofSeconds(60), "test", Optional.empty());
    private static final byte[] GAPPED = Packets.of(2_000, 700);

    /** Moved by the tests: a probe's time is over when they say so. */
    private final AtomicLong clock = new AtomicLong(1);

    @TempDir
    Path dir = Path.of("");

    @AfterEach
    void freesEverything() {
        LeakPresenceDetector.check();
    }

    @Test
    void analysesAFile() throws Exception {
        Path file = Files.write(dir.resolve("film.ts"), GAPPED);

        ProbeReport report = probe(file.toString(), LONG);

        assertThat(report.format()).isEqualTo("mpegts");
        assertThat(report.mediaType()).isEqualTo("video/mp2t");
        assertThat(report.bytes()).isEqualTo(GAPPED.length);
        assertThat(report.bitsPerSecond()).isEmpty();
        assertThat(errors(report, "1.4")).isEqualTo(1);
        assertThat(report.mpegts().map(TsReport::packets)).contains(1_999L);
        assertThat(report.datagrams()).isEmpty();
    }

    @Test
    void analysesWhatIsDamaged() throws Exception {
        byte[] damaged = GAPPED.clone();
        System.arraycopy("rubbish".repeat(100).getBytes(StandardCharsets.US_ASCII), 0, damaged, 50_000, 700);
        Path file = Files.write(dir.resolve("film.ts"), damaged);

        ProbeReport report = probe(file.toString(), LONG);

        assertThat(report.garbageBytes()).isPositive();
        assertThat(errors(report, "1.1")).isPositive();
    }

    @Test
    void analysesStandardInput() throws Exception {
        InputStream in = new ByteArrayInputStream(GAPPED);
        ProbeReport report = new Probe(CLIENT, in, PooledByteBufAllocator.DEFAULT, clock::get)
                .run(ProbeTarget.parse("-"), LONG, (seconds, bytes) -> {});

        assertThat(report.stream()).isEqualTo("-");
        assertThat(report.mpegts().map(TsReport::packets)).contains(1_999L);
    }

    @Test
    void analysesAConnectionUntilItsTimeIsOver() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> {
            c.getOutputStream().write(GAPPED);
            ScriptedServer.awaitClose(c);
        })) {
            ProbeReport report = probe(server.tcp().toString(), LONG, (seconds, bytes) -> {
                if (bytes == GAPPED.length) {
                    clock.addAndGet(LONG.toNanos());
                }
            });

            assertThat(report.bytes()).isEqualTo(GAPPED.length);
            assertThat(report.seconds()).isEqualTo(LONG.toSeconds());
            assertThat(report.firstByteMillis()).isPresent();
            assertThat(report.trouble()).isEmpty();
            assertThat(errors(report, "1.4")).isEqualTo(1);
        }
    }

    @Test
    void tellsWhatItGotOfAStreamThatIsCut() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> {
            ScriptedServer.requestHead(c);
            ScriptedServer.send(c, "HTTP/1.1 200 OK", "Content-Length: 1000000", "");
            c.getOutputStream().write(GAPPED);
        })) {
            ProbeReport report = probe(server.http("/film").toString(), LONG);

            assertThat(report.bytes()).isEqualTo(GAPPED.length);
            assertThat(report.trouble().orElse("")).contains("was cut after " + GAPPED.length + " bytes");
        }
    }

    @Test
    void seesLossOrderAndDuplicatesOfRtp() throws Exception {
        try (Datagrams sender = new Datagrams()) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                sender.untilHeard();
                for (int i : new int[] {1, 2, 4, 3, 3, 6, 7, 8}) {
                    sender.rtp(i);
                }
            });
            ProbeReport report = probe("rtp://127.0.0.1:" + sender.port, LONG, (seconds, bytes) -> {
                if (sent.isDone()) {
                    clock.addAndGet(LONG.toNanos());
                }
            });

            DatagramReport datagrams = report.datagrams().orElseThrow();
            assertThat(datagrams.carrier()).isEqualTo("rtp");
            assertThat(datagrams.senders()).containsExactly("127.0.0.1");
            assertThat(datagrams.lost()).isEqualTo(1);
            assertThat(datagrams.reordered()).isEqualTo(1);
            assertThat(datagrams.garbage()).isZero();
            assertThat(datagrams.sizes()).extracting(Size::bytes).containsExactly(RtpHeader.SIZE + 7 * Packets.SIZE);
            assertThat(datagrams.gaps()).isPresent();
            assertThat(report.format()).isEqualTo("mpegts");
            assertThat(report.bytes()).isEqualTo(8L * 7 * Packets.SIZE);
        }
    }

    @Test
    void saysWhyThereIsNothing() {
        String file = dir.resolve("none.ts").toString();
        assertThatThrownBy(() -> probe(file, LONG))
                .isInstanceOf(UnavailableException.class)
                .hasMessageStartingWith("cannot read " + file + ": no such file (expected: ");
        assertThatThrownBy(() -> probe(dir.toString(), LONG)).hasMessageContaining("it is a directory");
        assertThatThrownBy(() -> probe("-", LONG)).hasMessageStartingWith("no bytes of - (expected: ");
        assertThatThrownBy(() -> probe(
                        "udp://127.0.0.1:" + freePort(), LONG, (seconds, bytes) -> clock.addAndGet(LONG.toNanos())))
                .isInstanceOf(UnavailableException.class)
                .hasMessageStartingWith("no datagram at udp://127.0.0.1:");
        assertThatThrownBy(() -> probe("udp://@239.255.79.1:" + freePort() + "?iface=eth99", LONG))
                .hasMessageStartingWith("iface: eth99 (expected: ");
    }

    @Test
    void namesWhatItDoesNotKnow() throws Exception {
        Path noise = Files.write(dir.resolve("noise"), new byte[10_000]);
        Path page = Files.writeString(dir.resolve("page"), "<!DOCTYPE html><html>");

        assertThat(probe(noise.toString(), LONG).format()).isEqualTo("opaque");
        assertThat(probe(page.toString(), LONG).format()).isEqualTo("page (HTML)");
    }

    private ProbeReport probe(String target, Duration limit) throws IOException, InterruptedException {
        return probe(target, limit, (seconds, bytes) -> {});
    }

    private ProbeReport probe(String target, Duration limit, Probe.Progress progress)
            throws IOException, InterruptedException {
        return new Probe(CLIENT, InputStream.nullInputStream(), PooledByteBufAllocator.DEFAULT, clock::get)
                .run(ProbeTarget.parse(target), limit, progress);
    }

    private static long errors(ProbeReport report, String indicator) {
        return report.mpegts().orElseThrow().errors().stream()
                .filter(error -> error.indicator().equals(indicator))
                .mapToLong(TsReport.ErrorCount::count)
                .sum();
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Sends RTP to a port of this host. */
    private static final class Datagrams implements AutoCloseable {

        private final DatagramSocket socket;
        private final int port;

        Datagrams() throws IOException {
            socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            port = freePort();
            socket.connect(InetAddress.getLoopbackAddress(), port);
        }

        /** While nobody has the port open, loopback refuses what is sent there, which the next call tells. */
        void untilHeard() {
            boolean heard = false;
            while (!heard) {
                try {
                    send(0);
                    send(0);
                    heard = true;
                } catch (IOException refused) {
                    Thread.onSpinWait();
                }
            }
        }

        void rtp(int sequence) {
            try {
                send(sequence);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private void send(int sequence) throws IOException {
            ByteBuf datagram = Unpooled.buffer();
            RtpHeader.write(datagram, RtpHeader.MPEG_TS, false, sequence, 0, 7);
            datagram.writeBytes(Packets.of(7, -1));
            socket.send(new DatagramPacket(datagram.array(), datagram.readableBytes()));
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
