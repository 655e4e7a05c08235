package io.ringcast.daemon.output.tcp;

import static io.ringcast.daemon.output.tcp.PacketReaders.PACKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.util.LeakPresenceDetector;
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
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A crowd on a live source, some of whom misbehave: nobody else notices. */
@Timeout(120)
final class ManyListenersTest {

    private static final int MIB = 1 << 20;
    private static final int HEALTHY = 200;
    private static final int SLOW = 6;

    /** A slow listener reads one packet while the source gives so many. */
    private static final int SLOWNESS = 4;

    private static final int RESTLESS = 3;
    private static final int PACKETS = 3 * MIB / PACKET;
    private static final int BURST = 40;

    /** So far the source may be ahead of a healthy listener: they keep up, however loaded the machine is. */
    private static final int AHEAD = 128 * 1024 / PACKET;

    /** The ring, and a few chunks for each of those who fall behind. */
    private static final long MEMORY = 4L * MIB;

    private static final Format FORMAT = new Format("packets", "application/x-packets", PACKET, false);
    private static final ListenerRequest.Terms TERMS = new ListenerRequest.Terms(
            new JoinSpec.Oldest(), Duration.ofSeconds(1), Policy.DROP, Duration.ofSeconds(30), Duration.ofMillis(20));

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final ExecutorService others = Executors.newCachedThreadPool();
    private final AtomicInteger published = new AtomicInteger();
    private final AtomicInteger caughtUp = new AtomicInteger();
    private volatile boolean over;

    @AfterEach
    void endOthersAndLookForLeaks() {
        over = true;
        others.shutdownNow();
        LeakPresenceDetector.check();
    }

    static List<TransportKind> transports() {
        return Transports.available();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void serveEveryHealthyOneWhateverTheOthersDo(TransportKind kind) throws Exception {
        try (Bench bench = new Bench(kind, MEMORY, RingLimit.ofBytes(MIB / 2))) {
            TcpOutput dropping = output(bench, "dropping", TERMS);
            ListenerRequest.Terms nearTheHead = TERMS.join(new JoinSpec.BehindBytes(64 * 1024));
            TcpOutput skipping = output(bench, "skipping", nearTheHead.policy(Policy.SKIP));
            TcpOutput visited = output(bench, "visited", nearTheHead);
            bench.begin(FORMAT, false);
            bench.write(numbered(0, 1));
            Socket stopped = connect(dropping, 8192);
            List<Future<Long>> slow = new ArrayList<>();
            for (int i = 0; i < SLOW; i++) {
                slow.add(others.submit(() -> readSlowly(skipping)));
            }
            List<Future<Integer>> restless = new ArrayList<>();
            try (PacketReaders healthy = new PacketReaders(dropping.port(), HEALTHY)) {
                await().atMost(LIMIT).until(() -> bench.arrived.get() >= 1 + SLOW + HEALTHY);
                for (int i = 0; i < RESTLESS; i++) {
                    boolean rude = i % 2 == 0;
                    restless.add(others.submit(() -> comeAndGo(visited, rude)));
                }

                long mostMemory = 0;
                for (int number = 1; number < PACKETS; number += BURST) {
                    int count = Math.min(BURST, PACKETS - number);
                    bench.write(numbered(number, count));
                    published.set(number + count);
                    mostMemory = Math.max(mostMemory, bench.pool.heldBytes() + bench.pool.inFlightBytes());
                    int wanted = number - AHEAD;
                    await().atMost(LIMIT)
                            .pollDelay(Duration.ZERO)
                            .pollInterval(Duration.ofMillis(1))
                            .until(() -> healthy.least() >= wanted
                                    || !healthy.problems().isEmpty());
                    assertThat(healthy.problems()).isEmpty();
                }
                over = true;
                for (Future<Integer> visitor : restless) {
                    assertThat(visitor.get()).as("visits").isPositive();
                }
                await().atMost(LIMIT)
                        .until(() -> caughtUp.get() == SLOW || slow.stream().anyMatch(Future::isDone));
                bench.end();
                healthy.awaitEnds();

                assertThat(healthy.problems()).isEmpty();
                assertThat(healthy.least()).isEqualTo(PACKETS);
                assertThat(mostMemory).isLessThanOrEqualTo(MEMORY);
            }
            long missed = 0;
            for (Future<Long> reader : slow) {
                assertThat(reader.get()).as("packets missed").isPositive();
                missed += reader.get();
            }
            assertThat(missed * PACKET).isEqualTo(skipping.account().skippedBytes());
            await().atMost(LIMIT).until(() -> !lapped(bench, dropping).isEmpty());
            assertThatThrownBy(() -> stopped.getInputStream().readAllBytes()).isInstanceOf(SocketException.class);
            stopped.close();
            await().atMost(LIMIT).until(() -> bench.arrived.get() == 0);

            assertThat(lapped(bench, dropping)).singleElement().satisfies(end -> {
                assertThat(end.listener().lagBytes()).isGreaterThan(MIB / 2 - 64 * 1024);
                assertThat(end.detail()).isNotEmpty();
            });
            assertThat(ends(bench, EndReason.SOURCE_ENDED)).hasSizeGreaterThanOrEqualTo(HEALTHY + SLOW);
            assertThat(bench.ends.newest(100_000))
                    .allMatch(end -> List.of(
                                    EndReason.SOURCE_ENDED,
                                    EndReason.LAPPED,
                                    EndReason.PEER_CLOSED,
                                    EndReason.PEER_RESET)
                            .contains(end.reason()));
            // A visitor whose connection was accepted only after the end waits at the door in vain.
            assertThat(bench.refusals).allMatch(refusal -> refusal == Refusal.NO_DATA);
            assertThat(dropping.account().listeners()).isZero();
            assertThat(skipping.account().listeners()).isZero();
            assertThat(visited.account().listeners()).isZero();
            dropping.close();
            skipping.close();
            visited.close();
        }
    }

    private static List<ListenerEnd> ends(Bench bench, EndReason reason) {
        return bench.ends.newest(100_000).stream()
                .filter(end -> end.reason() == reason)
                .toList();
    }

    private static List<ListenerEnd> lapped(Bench bench, TcpOutput output) {
        return ends(bench, EndReason.LAPPED).stream()
                .filter(end -> end.listener().account() == output.account())
                .toList();
    }

    /**
     * Reads a fraction of what the source gives until that has given all, then the rest. It misses packets, but gets whole ones in their
     * order, and the last one. Returns how many it missed.
     */
    private long readSlowly(TcpOutput output) throws IOException {
        try (Socket socket = connect(output, 16 * 1024)) {
            InputStream in = socket.getInputStream();
            long missed = 0;
            int last = -1;
            for (long got = 1; last < PACKETS - 1; got++) {
                byte[] packet = in.readNBytes(PACKET);
                int number = number(packet);
                if (number <= last) {
                    throw new AssertionError("packet " + number + " after " + last);
                }
                missed += number - last - 1;
                last = number;
                while (!over && got * SLOWNESS > published.get()) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
            caughtUp.incrementAndGet();
            assertThat(in.read()).as("what follows the last packet").isEqualTo(-1);
            return missed;
        }
    }

    /** Comes, reads a little and leaves, again and again. Returns how often. */
    private int comeAndGo(TcpOutput output, boolean rude) throws IOException {
        int visits = 0;
        for (; !over; visits++) {
            try (Socket socket = connect(output, 0)) {
                if (rude) {
                    socket.setSoLinger(true, 0);
                }
                if (visits % 3 == 0) {
                    continue;
                }
                DataInputStream in = new DataInputStream(socket.getInputStream());
                byte[] packet = new byte[PACKET];
                in.readFully(packet);
                int first = number(packet);
                for (int i = 1; i < 20 && !over; i++) {
                    in.readFully(packet);
                    if (number(packet) != first + i) {
                        throw new AssertionError("packet " + number(packet) + " (expected: " + (first + i) + ")");
                    }
                }
            }
        }
        return visits;
    }

    private static TcpOutput output(Bench bench, String name, ListenerRequest.Terms terms) {
        TcpOutput output = new TcpOutput(
                bench.transport,
                bench.fanout,
                bench.observer,
                bench.splice.stream(),
                new OutputAccount("test", name, "tcp"),
                terms,
                new TcpOutput.Access(List.of(), 10_000),
                Optional.empty());
        output.bind(ListenAddress.parse("127.0.0.1:0"));
        return output;
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

    private static byte[] numbered(int first, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count * PACKET);
        for (int number = first; number < first + count; number++) {
            for (int i = 0; i < PACKET / 4; i++) {
                bytes.putInt(number);
            }
        }
        return bytes.array();
    }

    private static int number(byte[] packet) {
        if (packet.length != PACKET) {
            throw new AssertionError("an end within a packet, or too early: " + packet.length + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.wrap(packet);
        int number = bytes.getInt(0);
        if (bytes.getInt(PACKET - 4) != number) {
            throw new AssertionError("a packet that begins with " + number + " and is not whole");
        }
        return number;
    }
}
