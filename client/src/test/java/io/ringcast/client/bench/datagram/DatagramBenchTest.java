package io.ringcast.client.bench.datagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.client.ScriptedServer;
import io.ringcast.client.UnavailableException;
import io.ringcast.client.bench.BenchResult.Verdict;
import io.ringcast.client.probe.ProbeTarget;
import io.ringcast.client.probe.ProbeTarget.Datagrams;
import io.ringcast.protocol.counter.CounterPacket;
import io.ringcast.protocol.rtp.RtpHeader;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Receivers on loopback, and a sender that makes mistakes. */
@Timeout(60)
final class DatagramBenchTest {

    private static final int SEVEN = 7 * CounterPacket.SIZE;

    /** What the sender does with datagram number {@code index} of its stream. */
    private interface Line {
        void send(int index, byte[] datagram, Sender to) throws IOException;
    }

    /** Gives datagrams to the receivers. */
    private interface Sender {
        void send(byte[] datagram) throws IOException;
    }

    @AfterEach
    void freesEverything() {
        LeakPresenceDetector.check();
    }

    @Test
    void everyReceiverOfAGroupGetsACopy() throws Exception {
        int port = freePort();

        DatagramResult result = run(
                target("udp://@239.255.77.7:" + port + "?iface=lo"),
                3,
                false,
                (index, datagram, to) -> to.send(datagram));

        assertThat(result.verdict()).isEqualTo(Verdict.OK);
        assertThat(result.opened()).isEqualTo(3);
        assertThat(result.carrier()).isEqualTo("raw");
        assertThat(result.content()).isEqualTo("counter");
        assertThat(result.datagrams().received()).isPositive();
        assertThat(result.counters().isExact()).isTrue();
        assertThat(result.latencyMillis().count()).isPositive();
        assertThat(result.latencyMillis().max()).isLessThan(10_000);
        assertThat(result.oddSizes()).isZero();
        assertThat(result.jitterMillis()).isEmpty();
    }

    @Test
    void countsWhatTheSequenceOfRtpTells() throws Exception {
        DatagramResult result = run(target("rtp://127.0.0.1:" + freePort()), 1, true, (index, datagram, to) -> {
            if (index % 50 == 10) {
                return;
            }
            to.send(datagram);
            if (index % 50 == 20) {
                to.send(datagram);
            }
        });

        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(result.carrier()).isEqualTo("rtp");
        assertThat(result.datagrams().lost()).isPositive();
        assertThat(result.datagrams().duplicates()).isPositive();
        assertThat(result.counters().lost())
                .isBetween(
                        result.datagrams().lost() * 7 - 14, result.datagrams().lost() * 7 + 14);
        assertThat(result.jitterMillis()).isPresent();
    }

    @Test
    void aSmallDatagramIsCountedAndNoLoss() throws Exception {
        DatagramResult result = run(target("udp://127.0.0.1:" + freePort()), 1, false, (index, datagram, to) -> {
            to.send(Arrays.copyOf(datagram, CounterPacket.SIZE));
            to.send(Arrays.copyOfRange(datagram, CounterPacket.SIZE, SEVEN));
        });

        assertThat(result.oddSizes()).isEqualTo(result.datagrams().received());
        assertThat(result.counters().isExact()).isTrue();
    }

    @Test
    void anyTransportStreamIsVerifiedByItsContinuity() throws Exception {
        DatagramResult result = run(target("udp://127.0.0.1:" + freePort()), 1, false, (index, datagram, to) -> {
            for (int at = 0; at < SEVEN; at += CounterPacket.SIZE) {
                // ISO/IEC 13818-1, 2.4.3.2: another PID, and then it is no counter stream.
                datagram[at + 1] = 0x01;
                datagram[at + 2] = 0x00;
            }
            if (index % 50 != 10) {
                to.send(datagram);
            }
        });

        assertThat(result.content()).isEqualTo("mpegts");
        assertThat(result.continuityErrors()).isPositive();
        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void nothingIsIncomplete() throws Exception {
        DatagramResult result = run(target("udp://127.0.0.1:" + freePort()), 1, false, (index, datagram, to) -> {});

        assertThat(result.verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(result.silent()).isEqualTo(1);
    }

    @Test
    void aPortThatSomebodyHasIsSaid() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Datagrams target = target("udp://127.0.0.1:" + taken.getLocalPort());

            assertThatThrownBy(() -> run(target, 1, false, (index, datagram, to) -> {}))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("cannot listen on " + target.url());
        }
    }

    @Test
    void severalReceiversNeedAGroup() throws Exception {
        Datagrams target = target("udp://127.0.0.1:" + freePort());

        assertThatThrownBy(() -> plan(target, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("listeners: 2 (expected: 1 at an address that is no group");
    }

    private static DatagramResult run(Datagrams target, int receivers, boolean rtp, Line line) throws Exception {
        CompletableFuture<Void> over = new CompletableFuture<>();
        CompletableFuture<Void> sending = new CompletableFuture<>();
        Thread thread = new Thread(() -> send(target, rtp, line, over, sending), "sender");
        thread.start();
        try {
            return new DatagramBench(Clock.systemUTC(), System::nanoTime).run(plan(target, receivers));
        } finally {
            over.complete(null);
            sending.get();
        }
    }

    private static DatagramPlan plan(Datagrams target, int receivers) {
        return new DatagramPlan(target, receivers, 1000, Duration.ofMillis(200), Duration.ofMillis(400), 0, 2, 4 << 20);
    }

    /** A numbered stream from before the receivers come until they have gone: some 500 datagrams a second. */
    private static void send(
            Datagrams target, boolean rtp, Line line, CompletableFuture<Void> over, CompletableFuture<Void> sending) {
        try (DatagramSocket socket = new DatagramSocket()) {
            if (target.iface().isPresent()) {
                socket.setOption(
                        StandardSocketOptions.IP_MULTICAST_IF,
                        NetworkInterface.getByName(target.iface().get()));
            }
            for (int index = 0; !over.isDone(); index++) {
                byte[] packets = ScriptedServer.counter(7L * index, 7, CounterPacket.micros(Instant.now()));
                line.send(
                        index,
                        rtp ? withHeader(index, packets) : packets,
                        datagram -> socket.send(new DatagramPacket(
                                datagram,
                                datagram.length,
                                target.address().getAddress(),
                                target.address().getPort())));
                Thread.sleep(2);
            }
            sending.complete(null);
        } catch (IOException | InterruptedException e) {
            sending.completeExceptionally(e);
        }
    }

    private static byte[] withHeader(int index, byte[] packets) {
        ByteBuf out = Unpooled.buffer();
        try {
            RtpHeader.write(out, RtpHeader.MPEG_TS, false, index & 0xFFFF, index * 180L, 7);
            out.writeBytes(packets);
            byte[] datagram = new byte[out.readableBytes()];
            out.readBytes(datagram);
            return datagram;
        } finally {
            out.release();
        }
    }

    private static Datagrams target(String url) {
        return Optional.of(ProbeTarget.parse(url))
                .filter(Datagrams.class::isInstance)
                .map(Datagrams.class::cast)
                .orElseThrow();
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            return socket.getLocalPort();
        }
    }
}
