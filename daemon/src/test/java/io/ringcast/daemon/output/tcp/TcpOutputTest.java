package io.ringcast.daemon.output.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.config.Cidr;
import io.ringcast.daemon.config.JoinSpec;
import io.ringcast.daemon.config.Policy;
import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.daemon.fanout.ListenerEnd;
import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.ring.RingLimit;
import io.ringcast.daemon.testing.Bench;
import io.ringcast.daemon.testing.Transports;
import io.ringcast.daemon.transport.ListenAddress;
import io.ringcast.daemon.transport.TransportKind;
import io.ringcast.protocol.container.Format;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
final class TcpOutputTest {

    private static final int MIB = 1 << 20;
    private static final ListenerRequest.Terms OLDEST = new ListenerRequest.Terms(
            new JoinSpec.Oldest(), Duration.ofSeconds(10), Policy.AUTO, Duration.ofSeconds(30), Duration.ofMillis(50));

    private final ExecutorService peers = Executors.newCachedThreadPool();

    @AfterEach
    void endPeersAndLookForLeaks() {
        peers.shutdownNow();
        LeakPresenceDetector.check();
    }

    static List<TransportKind> transports() {
        return Transports.available();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void givesEveryListenerEveryByteAndACleanEnd(TransportKind kind) throws Exception {
        byte[] bytes = random(9 * MIB);
        try (Bench bench = new Bench(kind, 64 * MIB, RingLimit.ofBytes(16 * MIB))) {
            TcpOutput output = output(bench, OLDEST, List.of());
            bench.begin(Format.OPAQUE, true);
            bench.write(Arrays.copyOf(bytes, MIB));
            List<Future<byte[]>> listeners = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                listeners.add(peers.submit(() -> readAll(output)));
            }
            await().until(() -> bench.arrived.get() == 12);

            for (int at = MIB; at < bytes.length; at += MIB / 2) {
                bench.write(Arrays.copyOfRange(bytes, at, at + MIB / 2));
            }
            bench.end();

            for (Future<byte[]> listener : listeners) {
                assertThat(listener.get()).isEqualTo(bytes);
            }
            await().until(() -> bench.ends.newest(100).size() == 12);
            assertThat(bench.ends.newest(100)).allSatisfy(end -> {
                assertThat(end.reason()).isEqualTo(EndReason.SOURCE_ENDED);
                assertThat(end.listener().bytes()).isEqualTo(bytes.length);
                assertThat(end.listener().lagBytes()).isZero();
            });
            assertThat(output.account().deliveredBytes()).isEqualTo(12L * bytes.length);
            output.close();
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void servesAPeerThatClosesItsSendingSide(TransportKind kind) throws Exception {
        try (Bench bench = new Bench(kind, 64 * MIB, RingLimit.ofBytes(4 * MIB))) {
            TcpOutput output = output(bench, OLDEST, List.of());
            bench.begin(Format.OPAQUE, false);
            bench.write(new byte[] {1, 2, 3});
            try (Socket socket = connect(output)) {
                socket.shutdownOutput();

                assertThat(socket.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
                bench.write(new byte[] {4});
                assertThat(socket.getInputStream().read()).isEqualTo(4);
            }
            output.close();
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void dropsOnlyTheStoppedReader(TransportKind kind) throws Exception {
        byte[] bytes = random(24 * MIB);
        try (Bench bench = new Bench(kind, 64 * MIB, RingLimit.ofBytes(4 * MIB))) {
            TcpOutput output = output(bench, OLDEST, List.of());
            bench.begin(Format.OPAQUE, false);
            bench.write(new byte[] {42});
            Socket stopped = connect(output, 8192);
            assertThat(stopped.getInputStream().read()).isEqualTo(42);
            Socket healthy = connect(output);
            assertThat(healthy.getInputStream().read()).isEqualTo(42);

            byte[] got = new byte[bytes.length];
            for (int at = 0; at < bytes.length; at += MIB) {
                bench.write(Arrays.copyOfRange(bytes, at, at + MIB));
                assertThat(healthy.getInputStream().readNBytes(got, at, MIB)).isEqualTo(MIB);
            }

            assertThat(got).isEqualTo(bytes);
            await().until(() -> !bench.ends.newest(10).isEmpty());
            ListenerEnd end = bench.ends.newest(10).get(0);
            assertThat(end.reason()).isEqualTo(EndReason.LAPPED);
            assertThat(end.listener().policy()).isEqualTo(Policy.DROP);
            assertThat(end.listener().lagBytes()).isGreaterThan(4 * MIB);
            assertThat(bench.pool.heldBytes() + bench.pool.inFlightBytes()).isLessThanOrEqualTo(6 * MIB);
            stopped.close();
            healthy.close();
            output.close();
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void movesALappedListenerForwardAtAUnitBoundary(TransportKind kind) throws Exception {
        Format packets = new Format("packets", "application/x-test", 188, false);
        try (Bench bench = new Bench(kind, 64 * MIB, RingLimit.ofBytes(MIB))) {
            TcpOutput output =
                    output(bench, OLDEST.policy(Policy.SKIP).join(new JoinSpec.BehindBytes(100_000)), List.of());
            bench.begin(packets, false);
            bench.write(numbered(0, 10));
            Socket slow = connect(output, 8192);
            assertThat(slow.getInputStream().readNBytes(1880)).hasSize(1880);

            int packetsWritten = 10;
            for (int i = 0; i < 60; i++) {
                bench.write(numbered(packetsWritten, 2000));
                packetsWritten += 2000;
            }
            int last = packetsWritten - 1;
            int previous = 9;
            int jumps = 0;
            while (previous != last) {
                byte[] packet = slow.getInputStream().readNBytes(188);
                int number = number(packet);
                assertThat(number).isGreaterThan(previous);
                jumps += number == previous + 1 ? 0 : 1;
                previous = number;
            }

            assertThat(jumps).isGreaterThan(0);
            assertThat(output.account().skippedBytes()).isGreaterThan(0).matches(n -> n % 188 == 0);
            slow.close();
            output.close();
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void holdsTheSourceBackForAWaitingListener(TransportKind kind) throws Exception {
        byte[] bytes = random(20 * MIB);
        try (Bench bench = new Bench(kind, 64 * MIB, RingLimit.ofBytes(2 * MIB))) {
            TcpOutput output = output(bench, OLDEST.policy(Policy.WAIT), List.of());
            List<Future<byte[]>> listeners = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int pauseMicros = 100 * (i % 4);
                listeners.add(peers.submit(() -> readSlowly(output, pauseMicros)));
            }
            await().until(() -> bench.arrived.get() == 6);

            bench.begin(Format.OPAQUE, true);
            Semaphore room = new Semaphore(0);
            for (int at = 0; at < bytes.length; at += MIB / 8) {
                while (!bench.onSource(bench.splice::hasRoom)) {
                    bench.onSource(() -> {
                        bench.splice.whenRoom(room::release);
                        return 0;
                    });
                    room.acquire();
                }
                bench.write(Arrays.copyOfRange(bytes, at, at + MIB / 8));
            }
            bench.end();

            for (Future<byte[]> listener : listeners) {
                assertThat(listener.get()).isEqualTo(bytes);
            }
            output.close();
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void closesAListenerOfASourceWithoutBytesAfterJoinWait(TransportKind kind) throws Exception {
        ListenerRequest.Terms impatient = new ListenerRequest.Terms(
                OLDEST.join(), Duration.ofMillis(200), Policy.AUTO, OLDEST.waitLimit(), OLDEST.latency());
        try (Bench bench = new Bench(kind, 64 * MIB, RingLimit.ofBytes(4 * MIB))) {
            TcpOutput output = output(bench, impatient, List.of());
            try (Socket socket = connect(output)) {
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(bench.refusals).containsExactly(Refusal.NO_DATA);
            output.close();
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void refusesAnAddressThatIsNotAllowed(TransportKind kind) throws Exception {
        try (Bench bench = new Bench(kind, 64 * MIB, RingLimit.ofBytes(4 * MIB))) {
            TcpOutput output = output(bench, OLDEST, List.of(Cidr.parse("192.0.2.0/24")));
            bench.begin(Format.OPAQUE, false);
            bench.write(new byte[] {1});
            try (Socket socket = connect(output)) {
                assertThat(readOrEnd(socket)).isEqualTo(-1);
            }
            assertThat(bench.refusals).containsExactly(Refusal.NOT_ALLOWED);
            output.close();
        }
    }

    private static TcpOutput output(Bench bench, ListenerRequest.Terms terms, List<Cidr> allow) throws Exception {
        TcpOutput output = new TcpOutput(
                bench.transport,
                bench.fanout,
                bench.observer,
                bench.splice.stream(),
                new OutputAccount("test", "tcp", "tcp"),
                terms,
                new TcpOutput.Access(allow, 1000),
                Optional.empty());
        output.bind(ListenAddress.parse("127.0.0.1:0"));
        return output;
    }

    private static Socket connect(TcpOutput output) throws IOException {
        return connect(output, 0);
    }

    private static Socket connect(TcpOutput output, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(20_000);
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), output.port()));
        return socket;
    }

    private static byte[] readAll(TcpOutput output) {
        try (Socket socket = connect(output)) {
            return socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] readSlowly(TcpOutput output, int pauseMicros) {
        try (Socket socket = connect(output, 32 * 1024)) {
            InputStream in = socket.getInputStream();
            java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
            byte[] some = new byte[16 * 1024];
            for (int n = in.read(some); n >= 0; n = in.read(some)) {
                all.write(some, 0, n);
                java.util.concurrent.locks.LockSupport.parkNanos(pauseMicros * 1_000L);
            }
            return all.toByteArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int readOrEnd(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (SocketException e) {
            return -1;
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] numbered(int first, int count) {
        byte[] bytes = new byte[count * 188];
        for (int i = 0; i < count; i++) {
            int number = first + i;
            for (int b = 0; b < 188; b += 4) {
                java.nio.ByteBuffer.wrap(bytes, i * 188 + b, 4).putInt(number);
            }
        }
        return bytes;
    }

    private static int number(byte[] packet) {
        int number = java.nio.ByteBuffer.wrap(packet).getInt();
        for (int b = 0; b < 188; b += 4) {
            assertThat(java.nio.ByteBuffer.wrap(packet, b, 4).getInt()).isEqualTo(number);
        }
        return number;
    }
}
