package io.ringcast.daemon.source.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.config.UrlKinds;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.testing.Leaks;
import io.ringcast.daemon.testing.Transports;
import io.ringcast.daemon.transport.Transport;
import io.ringcast.daemon.transport.TransportKind;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Datagrams over loopback, by every transport that this machine has. */
final class UdpInputTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final InetAddress HERE = address("127.0.0.1");
    private static final InetAddress ELSEWHERE = address("127.0.0.2");
    private static final InetAddress GROUP = address("239.255.77.1");

    private final HeardSink sink = new HeardSink();
    private final int port = freePort();
    private @Nullable Transport transport;
    private @Nullable InputOpener opener;
    private final List<Input> inputs = new ArrayList<>();

    static List<TransportKind> kinds() {
        return Transports.available();
    }

    /** NIO and kqueue do not say what the kernel threw away. */
    static List<TransportKind> kindsThatTellDrops() {
        return kinds().stream()
                .filter(kind -> kind != TransportKind.NIO && kind != TransportKind.KQUEUE)
                .toList();
    }

    @AfterEach
    void freesEverything() {
        inputs.forEach(input -> onLoop(input::stop));
        if (transport != null) {
            transport.close();
        }
        Leaks.awaitNone();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void takesWhatIsSentToThisHost(TransportKind kind) {
        byte[] stream = Sender.stream(300);
        listen(kind, "udp://127.0.0.1:" + port);

        try (Sender sender = new Sender(HERE, HERE, port)) {
            for (int at = 0; at < stream.length; at += Sender.SEVEN) {
                sender.send(stream, at, Sender.SEVEN);
            }
            awaitBytes(stream.length);
        }

        assertThat(Arrays.equals(sink.bytes(), stream)).isTrue();
        assertThat(sink.events()).containsExactly("connected live mpegts video/mp2t");
        awaitCount("received", 300);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void takesWhatIsSentToAnyAddressOfThisHost(TransportKind kind) {
        listen(kind, "udp://:" + port);

        try (Sender old = new Sender(HERE, HERE, port)) {
            old.send(Sender.stream(1));
            awaitBytes(Sender.SEVEN);
        }
        if (hasIpv6()) {
            try (Sender young = new Sender(NetUtil.LOCALHOST6, NetUtil.LOCALHOST6, port)) {
                young.send(Sender.stream(1));
                awaitBytes(2 * Sender.SEVEN);
            }
        }
        assertThat(sink.size() % Sender.SEVEN).isZero();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void putsRtpOfAGroupIntoOrder(TransportKind kind) {
        byte[] stream = Sender.stream(400);
        List<Integer> sent = new ArrayList<>();
        Random random = new Random(3);
        for (int i = 0; i < 400; i++) {
            if (i % 40 != 20) {
                sent.add(i);
            }
        }
        List<Integer> shuffled = new ArrayList<>(sent);
        for (int i = 4; i + 4 <= shuffled.size(); i += 4) {
            Collections.shuffle(shuffled.subList(i, i + 4), random);
        }
        int repeated = 0;
        listen(kind, "rtp://@239.255.77.1:" + port + "?iface=lo&reorder=200ms");

        try (Sender sender = new Sender(HERE, GROUP, port)) {
            for (int i : shuffled) {
                sender.rtp(65_400 + i & 0xFFFF, 9, stream, i * Sender.SEVEN);
                if (i % 25 == 0) {
                    repeated++;
                    sender.rtp(65_400 + i & 0xFFFF, 9, stream, i * Sender.SEVEN);
                }
            }
            awaitBytes(sent.size() * Sender.SEVEN);
        }

        byte[] expected = new byte[sent.size() * Sender.SEVEN];
        for (int i = 0; i < sent.size(); i++) {
            System.arraycopy(stream, sent.get(i) * Sender.SEVEN, expected, i * Sender.SEVEN, Sender.SEVEN);
        }
        assertThat(Arrays.equals(sink.bytes(), expected)).isTrue();
        awaitCount("lost", 10);
        awaitCount("duplicate", repeated);
        assertThat(tally().getOrDefault("late", -1L)).isZero();
        assertThat(tally().getOrDefault("reordered", -1L)).isPositive();
    }

    /** Linux brings datagrams of IPv6 groups on loopback to nobody: that they come was seen on a veth pair. */
    @ParameterizedTest
    @MethodSource("kinds")
    void joinsGroupsOfIpv6(TransportKind kind) {
        assumeTrue(hasIpv6(), "loopback has no IPv6 here");

        listen(kind, "udp://@[ff15::7701]:" + port + "?iface=lo&rejoin=100ms");
        await().atMost(LIMIT)
                .until(() -> tally().getOrDefault("rejoin", -1L) >= 2
                        || !sink.events().isEmpty());

        assertThat(sink.events()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void listensToOneSenderOnly(TransportKind kind) {
        listen(kind, "udp://127.0.0.2@127.0.0.1:" + port);

        hearsElsewhereOnly(HERE);

        awaitCount("stranger", 5);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void joinsForOneSenderOnly(TransportKind kind) {
        listen(kind, "udp://127.0.0.2@232.255.77.1:" + port + "?iface=127.0.0.1");

        hearsElsewhereOnly(address("232.255.77.1"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void sharesAGroupWithOtherReaders(TransportKind kind) {
        HeardSink other = new HeardSink();
        listen(kind, "udp://@239.255.77.1:" + port + "?iface=lo");
        open(other);

        try (Sender sender = new Sender(HERE, GROUP, port)) {
            sender.send(Sender.stream(2));
            await().atMost(LIMIT).until(() -> other.size() == 2 * Sender.SEVEN);
            awaitBytes(2 * Sender.SEVEN);
        }
        assertThat(other.events()).containsExactly("connected live mpegts video/mp2t");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void hearsNothingOfAnotherGroupOnItsPort(TransportKind kind) {
        HeardSink other = new HeardSink();
        listen(kind, "udp://@239.255.77.1:" + port + "?iface=lo");
        InputOpener second = opener(kind, "udp://@239.255.77.2:" + port + "?iface=lo");
        open(second, other);

        try (Sender toOther = new Sender(HERE, address("239.255.77.2"), port);
                Sender sender = new Sender(HERE, GROUP, port)) {
            toOther.send(Sender.stream(3));
            await().atMost(LIMIT).until(() -> other.size() == 3 * Sender.SEVEN);
            sender.send(Sender.stream(1));
            awaitBytes(Sender.SEVEN);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void joinsAnewInSilence(TransportKind kind) {
        listen(kind, "udp://@239.255.77.1:" + port + "?iface=lo&rejoin=100ms");

        await().atMost(LIMIT).until(() -> tally().getOrDefault("rejoin", -1L) >= 3);
        try (Sender sender = new Sender(HERE, GROUP, port)) {
            // One that comes just between leaving and joining is nobody's.
            await().atMost(LIMIT).until(() -> {
                sender.send(Sender.stream(1));
                return sink.size() >= Sender.SEVEN;
            });
        }
        assertThat(sink.events()).containsExactly("connected live mpegts video/mp2t");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void isLostWhenNothingComes(TransportKind kind) {
        listen(kind, "udp://127.0.0.1:" + port + "?connect-timeout=100ms");

        await().atMost(LIMIT).until(() -> !sink.events().isEmpty());

        assertThat(sink.events()).containsExactly("lost silent");
        assertThat(sink.lastFailure().detail()).startsWith("no datagram with MPEG-TS within 0.1 s (expected: ");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void isLostWhenItsPortIsTaken(TransportKind kind) throws SocketException {
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress(HERE, port))) {
            assertThat(taken.isBound()).isTrue();
            listen(kind, "udp://127.0.0.1:" + port);

            await().atMost(LIMIT).until(() -> !sink.events().isEmpty());
        }

        assertThat(sink.events()).containsExactly("lost connect");
        assertThat(sink.lastFailure().detail())
                .startsWith("cannot listen on 127.0.0.1:" + port + ": ")
                .contains("(expected: ");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void isLostWhenItsInterfaceIsNotThere(TransportKind kind) {
        listen(kind, "udp://@239.255.77.1:" + port + "?iface=eth99");

        await().atMost(LIMIT).until(() -> !sink.events().isEmpty());

        assertThat(sink.events()).containsExactly("lost connect");
        assertThat(sink.lastFailure().detail())
                .startsWith("iface: eth99 (expected: ")
                .contains("lo");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void countsGarbageAndPassesNoneOn(TransportKind kind) {
        listen(kind, "udp://127.0.0.1:" + port);
        Random random = new Random(8);

        try (Sender sender = new Sender(HERE, HERE, port)) {
            for (int i = 0; i < 500; i++) {
                byte[] garbage = new byte[random.nextInt(1400)];
                random.nextBytes(garbage);
                sender.send(garbage);
                if (i % 100 == 99) {
                    awaitCount("garbage", i + 1);
                }
            }
            sender.send(new byte[20_000]);
            awaitCount("garbage", 501);
            assertThat(sink.events()).isEmpty();
            sender.send(Sender.stream(1));
            awaitBytes(Sender.SEVEN);
        }
    }

    @ParameterizedTest
    @MethodSource("kindsThatTellDrops")
    void countsWhatTheKernelDropped(TransportKind kind) {
        listen(kind, "udp://127.0.0.1:" + port + "?buffer=64KiB");
        byte[] stream = Sender.stream(1);
        try (Sender sender = new Sender(HERE, HERE, port)) {
            sender.send(stream);
            awaitBytes(Sender.SEVEN);
            onLoop(() -> inputs.get(0).autoRead(false));

            for (int i = 0; i < 2_000; i++) {
                sender.send(stream);
            }

            await().atMost(LIMIT).until(() -> tally().getOrDefault("dropped", 0L) > 1_000);
            onLoop(() -> inputs.get(0).autoRead(true));
            await().atMost(LIMIT)
                    .until(() -> tally().getOrDefault("received", -1L) + tally().getOrDefault("dropped", 0L) == 2_001);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void warnsOnceWhenTheKernelGivesLessThanAsked(TransportKind kind) {
        Logger logger = (Logger) LoggerFactory.getLogger(Reception.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            listen(kind, "udp://@239.255.77.1:" + port + "?iface=lo&buffer=1GiB");
            open(sink);
            try (Sender sender = new Sender(HERE, GROUP, port)) {
                sender.send(Sender.stream(1));
                awaitBytes(2 * Sender.SEVEN);
            }
        } finally {
            logger.detachAppender(lines);
        }

        assertThat(lines.list).hasSize(1);
        assertThat(lines.list.get(0).getFormattedMessage())
                .startsWith("event=receive-buffer-small url=udp://@239.255.77.1:" + port + " asked=1073741824 given=")
                .contains("sysctl -w net.core.rmem_max=1073741824");
    }

    private void hearsElsewhereOnly(InetAddress to) {
        byte[] stream = Sender.stream(2);
        try (Sender stranger = new Sender(HERE, to, port);
                Sender sender = new Sender(ELSEWHERE, to, port)) {
            for (int i = 0; i < 5; i++) {
                stranger.send(stream, 0, Sender.SEVEN);
            }
            sender.send(stream, Sender.SEVEN, Sender.SEVEN);
            awaitBytes(Sender.SEVEN);
        }
        assertThat(Arrays.equals(sink.bytes(), Arrays.copyOfRange(stream, Sender.SEVEN, 2 * Sender.SEVEN)))
                .isTrue();
    }

    private void listen(TransportKind kind, String url) {
        opener = opener(kind, url);
        open(sink);
    }

    private InputOpener opener(TransportKind kind, String url) {
        if (transport == null) {
            transport = Transport.open(Optional.of(kind), 1, PooledByteBufAllocator.DEFAULT);
        }
        UdpKind udp = new UdpKind(transport::receiver, Ticker.systemTicker(), PooledByteBufAllocator.DEFAULT);
        String patient =
                url.contains("connect-timeout") ? url : url + (url.contains("?") ? "&" : "?") + "connect-timeout=1h";
        return udp.opener("news", UrlKinds.of(udp.urlKind()).input(patient));
    }

    private void open(HeardSink into) {
        open(Objects.requireNonNull(opener), into);
    }

    /** Opens an input, and returns when its socket is bound and has joined. */
    private void open(InputOpener which, HeardSink into) {
        onLoop(() -> {
            Input input = which.open(loop(), into);
            inputs.add(input);
            input.start();
        });
        // Bound by a task behind the one that opens, which stands in the queue by now; the second is behind that.
        onLoop(() -> {});
        onLoop(() -> {});
        onLoop(() -> {});
    }

    private void onLoop(Runnable task) {
        loop().submit(task).syncUninterruptibly();
    }

    private EventLoop loop() {
        return Objects.requireNonNull(transport).loops().next();
    }

    private Map<String, Long> tally() {
        return Objects.requireNonNull(opener).datagrams().orElseThrow().byResult();
    }

    private void awaitBytes(int count) {
        await().atMost(LIMIT).until(() -> sink.size() == count);
    }

    private void awaitCount(String result, long count) {
        await().atMost(LIMIT).until(() -> tally().getOrDefault(result, 0L) == count);
    }

    private static boolean hasIpv6() {
        try {
            return NetworkInterface.getByInetAddress(NetUtil.LOCALHOST6) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    private static InetAddress address(String literal) {
        return Objects.requireNonNull(NetUtil.createInetAddressFromIpAddressString(literal));
    }

    private static int freePort() {
        try (DatagramSocket socket = new DatagramSocket(0)) {
            return socket.getLocalPort();
        } catch (SocketException e) {
            throw new AssertionError(e);
        }
    }
}
