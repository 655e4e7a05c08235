package io.ringcast.daemon.output.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.ringcast.daemon.output.AnnounceAccount;
import io.ringcast.daemon.output.AnnounceAccount.Protocol;
import io.ringcast.daemon.output.AnnounceAccount.Result;
import io.ringcast.daemon.output.GroupSession;
import io.ringcast.daemon.transport.DatagramSocketOptions;
import io.ringcast.daemon.transport.Transport;
import io.ringcast.daemon.transport.TransportKind;
import io.ringcast.protocol.announce.DnsMessage;
import io.ringcast.protocol.announce.DnsMessage.Question;
import io.ringcast.protocol.announce.DnsRecord;
import io.ringcast.protocol.announce.SapPacket;
import io.ringcast.protocol.announce.SessionDescription.Station;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Announcements as they arrive at others, over loopback. */
@Timeout(60)
final class AnnouncersTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final String BY_LOOPBACK = "127.0.0.1";

    private final AnnounceAccount account = new AnnounceAccount();
    private Transport transport;

    @BeforeEach
    void open() {
        transport = open(Optional.empty());
    }

    @AfterEach
    void close() {
        transport.close();
    }

    @Test
    void announcesWhileTheOutputWorksAndTakesBackWhenItDoesNot() throws Exception {
        AtomicBoolean up = new AtomicBoolean(true);
        SapAnnouncer announcer = sap(session("while-it-works", "239.255.77.31", BY_LOOPBACK, up));
        try (Ear ear = new Ear("239.255.255.255", SapPacket.PORT)) {
            announcer.start();
            await().atMost(LIMIT).until(() -> sap(ear, "while-it-works").count() >= 2);

            up.set(false);

            await().atMost(LIMIT).until(() -> sap(ear, "while-it-works").anyMatch(SapPacket::deletion));
            up.set(true);
            long before = sap(ear, "while-it-works").count();
            await().atMost(LIMIT).until(() -> sap(ear, "while-it-works").count() > before);
            announcer.stop().get(5, TimeUnit.SECONDS);
            await().atMost(LIMIT).until(() -> last(sap(ear, "while-it-works")).deletion());
            assertThat(sap(ear, "while-it-works").map(SapPacket::hash).distinct())
                    .hasSize(1);
            assertThat(last(sap(ear, "while-it-works")).source()).isEqualTo(LOOPBACK);
            assertThat(account.counted(Protocol.SAP, Result.SENT)).isGreaterThanOrEqualTo(4);
        }
    }

    @Test
    void givesEachSessionAHashOfItsOwn() throws Exception {
        // Two whose descriptions cannot be told apart by their hash: they are the same.
        SapSession one = session("twins", "239.255.77.32", BY_LOOPBACK, new AtomicBoolean(true));
        SapAnnouncer announcer = sap(one, one);
        try (Ear ear = new Ear("239.255.255.255", SapPacket.PORT)) {
            announcer.start();

            await().atMost(LIMIT).until(() -> sap(ear, "twins").count() >= 4);

            announcer.stop().get(5, TimeUnit.SECONDS);
            assertThat(sap(ear, "twins").map(SapPacket::hash).distinct()).hasSize(2);
            await().atMost(LIMIT)
                    .until(() -> sap(ear, "twins").filter(SapPacket::deletion).count() == 2);
        }
    }

    @Test
    void triesAgainWhereItCannotSend() throws Exception {
        SapAnnouncer announcer = sap(session("nowhere", "239.255.77.33", "none0", new AtomicBoolean(true)));

        announcer.start();

        await().atMost(LIMIT).until(() -> account.counted(Protocol.SAP, Result.FAILED) >= 2);
        announcer.stop().get(5, TimeUnit.SECONDS);
    }

    @Test
    void announcesLessOftenWhenThereIsMore() {
        assertThat(SapAnnouncer.interval(1, 300, SapAnnouncer.OFTEN)).hasSeconds(5);
        assertThat(SapAnnouncer.interval(20, 500, SapAnnouncer.OFTEN)).hasSeconds(20);
        assertThat(SapAnnouncer.interval(5_000, 500, SapAnnouncer.OFTEN)).hasSeconds(300);
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void isFoundByMulticastDnsAndSaysGoodbye(TransportKind kind) throws Exception {
        try (Transport over = open(Optional.of(kind));
                Ear ear = new Ear("224.0.0.251", Responder.PORT)) {
            String title = "Found over " + kind;
            MdnsAnnouncer announcer = mdns(over, loopback(), title);
            announcer.start();
            await().atMost(LIMIT).until(() -> mdns(ear, title).anyMatch(record -> record.type() == DnsRecord.SRV));

            DnsMessage answer = ask(new Question(Zone.HTTP, DnsRecord.PTR, false));

            assertThat(answer.answers()).contains(DnsRecord.pointer(Zone.HTTP, Zone.HTTP.prefixed(title)));
            assertThat(answer.additionals())
                    .contains(DnsRecord.text(Zone.HTTP.prefixed(title), List.of("path=/news")))
                    .anyMatch(record -> record.type() == DnsRecord.A);
            announcer.stop().get(5, TimeUnit.SECONDS);
            await().atMost(LIMIT)
                    .until(() ->
                            mdns(ear, title).anyMatch(record -> record.type() == DnsRecord.SRV && record.ttl() == 0));
            assertThat(account.counted(Protocol.MDNS, Result.FAILED)).isZero();
        }
    }

    @Test
    void failsQuietlyWhereThereIsNoSuchInterface() throws Exception {
        Link gone = new Link("none0", false, List.of(InetAddress.getByName("10.9.8.7")), List.of());
        MdnsAnnouncer announcer = mdns(transport, gone, "Gone");

        announcer.start();

        await().atMost(LIMIT).until(() -> account.counted(Protocol.MDNS, Result.FAILED) >= 1);
        announcer.stop().get(5, TimeUnit.SECONDS);
    }

    @Test
    void knowsWhoIsInTheNetwork() throws Exception {
        Link link = new Link("eth0", false, List.of(), List.of(new Link.Range(InetAddress.getByName("10.1.2.3"), 20)));

        assertThat(link.holds(InetAddress.getByName("10.1.15.255"))).isTrue();
        assertThat(link.holds(InetAddress.getByName("10.1.16.0"))).isFalse();
        assertThat(link.holds(InetAddress.getByName("fd00::1"))).isFalse();
        assertThat(Link.of(LOOPBACK)).isEmpty();
    }

    private SapAnnouncer sap(SapSession... sessions) {
        return new SapAnnouncer(
                transport,
                transport.loops().next(),
                List.of(sessions),
                Duration.ofMillis(50),
                new SplittableRandom(1),
                account);
    }

    private MdnsAnnouncer mdns(Transport over, Link network, String title) {
        return new MdnsAnnouncer(
                over,
                over.loops().next(),
                () -> List.of(network),
                8000,
                List.of(new Offer(title, "/news")),
                new SplittableRandom(1),
                account);
    }

    private static SapSession session(String name, String group, String iface, AtomicBoolean up) throws IOException {
        DatagramSocketOptions socket =
                new DatagramSocketOptions(false, 0, Optional.of(iface), Optional.empty(), 0, true);
        return new SapSession(
                name,
                "udp",
                Station.called(name),
                new GroupSession(false, InetAddress.getByName(group), 1234, socket),
                up::get);
    }

    private static Link loopback() throws IOException {
        String name = NetworkInterface.getByInetAddress(LOOPBACK).getName();
        return new Link(name, false, List.of(LOOPBACK), List.of(new Link.Range(LOOPBACK, 8)));
    }

    /** As any resolver asks, from a port of its own. */
    private static DnsMessage ask(Question question) throws IOException {
        try (MulticastSocket socket = new MulticastSocket(0)) {
            socket.setNetworkInterface(NetworkInterface.getByInetAddress(LOOPBACK));
            socket.setSoTimeout((int) LIMIT.toMillis());
            ByteBuf to = Unpooled.buffer();
            new DnsMessage(77, false, false, List.of(question), List.of(), List.of(), List.of()).write(to);
            socket.send(new DatagramPacket(
                    to.array(), to.writerIndex(), InetAddress.getByName("224.0.0.251"), Responder.PORT));
            DatagramPacket answer = new DatagramPacket(new byte[9000], 9000);
            socket.receive(answer);
            return DnsMessage.read(Unpooled.wrappedBuffer(answer.getData(), 0, answer.getLength()))
                    .orElseThrow();
        }
    }

    /** What was said of a session: its name once, and in each packet its number. */
    private static Stream<SapPacket> sap(Ear ear, String name) {
        List<SapPacket> all = ear.heard().stream()
                .flatMap(bytes -> SapPacket.read(Unpooled.wrappedBuffer(bytes)).stream())
                .toList();
        List<String> origins = all.stream()
                .filter(packet -> packet.description().contains("s=" + name + "\r\n"))
                .map(AnnouncersTest::origin)
                .toList();
        return all.stream().filter(packet -> origins.contains(origin(packet)));
    }

    private static String origin(SapPacket packet) {
        return packet.description()
                .lines()
                .filter(line -> line.startsWith("o="))
                .findFirst()
                .orElse("");
    }

    private static Stream<DnsRecord> mdns(Ear ear, String title) {
        return ear.heard().stream()
                .flatMap(bytes -> DnsMessage.read(Unpooled.wrappedBuffer(bytes)).stream())
                .flatMap(message -> message.answers().stream())
                .filter(record -> record.name().labels().get(0).equals(title));
    }

    private static SapPacket last(Stream<SapPacket> packets) {
        return packets.reduce((before, after) -> after).orElseThrow();
    }

    private static Transport open(Optional<TransportKind> kind) {
        return Transport.open(kind, 1, PooledByteBufAllocator.DEFAULT);
    }

    /** Somebody in the group, by the loopback interface, beside others who are. */
    private static final class Ear implements AutoCloseable {

        private final MulticastSocket socket;
        private final List<byte[]> heard = new CopyOnWriteArrayList<>();

        Ear(String group, int port) throws IOException {
            socket = new MulticastSocket(port);
            socket.joinGroup(
                    new InetSocketAddress(InetAddress.getByName(group), port),
                    NetworkInterface.getByInetAddress(LOOPBACK));
            Thread thread = new Thread(this::hear, "ear-" + port);
            thread.setDaemon(true);
            thread.start();
        }

        List<byte[]> heard() {
            return List.copyOf(heard);
        }

        private void hear() {
            byte[] bytes = new byte[9000];
            while (!socket.isClosed()) {
                DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
                try {
                    socket.receive(packet);
                    heard.add(Arrays.copyOf(bytes, packet.getLength()));
                } catch (IOException e) {
                    return; // closed
                }
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
