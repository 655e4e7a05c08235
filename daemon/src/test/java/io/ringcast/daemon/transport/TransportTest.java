package io.ringcast.daemon.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.util.NetUtil;
import io.ringcast.daemon.testing.Leaks;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TransportTest {

    /** Not the shared ones: once it was asked, a resolver holds buffers until its transport closes, and those must be seen to come back. */
    private static final Map<TransportKind, Transport> TRANSPORTS = new LinkedHashMap<>();

    @BeforeAll
    static void open() {
        TRANSPORTS.putAll(TestTransports.openAll(2));
    }

    @AfterAll
    static void closeAndLookForLeaks() {
        TRANSPORTS.values().forEach(Transport::close);
        TRANSPORTS.clear();
        Leaks.awaitNone();
    }

    static List<TransportKind> kinds() {
        return List.copyOf(TRANSPORTS.keySet());
    }

    @Test
    void choosesOneThatWorksAndSaysWhy() {
        try (Transport transport = Transport.open(Optional.empty(), 1, TestTransports.ALLOCATOR)) {
            assertThat(transport.kind()).isEqualTo(kinds().get(0));
            assertThat(transport.reason())
                    .startsWith(transport.kind().toString())
                    .doesNotContain("\n");
        }
    }

    /** TTL 0 keeps datagrams on this host; to one host, where Linux knows no such TTL, it says nothing. */
    @ParameterizedTest
    @MethodSource("kinds")
    void opensASenderThatReachesThisHostOnly(TransportKind kind) throws Exception {
        Transport transport = Objects.requireNonNull(TRANSPORTS.get(kind));
        for (boolean ipv6 : new boolean[] {false, true}) {
            DatagramSocketOptions options =
                    new DatagramSocketOptions(ipv6, 0, Optional.empty(), Optional.of(0), 0, true);

            Channel sender = transport
                    .sender(transport.loops().next(), options)
                    .handler(new ChannelInboundHandlerAdapter())
                    .bind(ipv6 ? "::1" : "127.0.0.1", 0)
                    .sync()
                    .channel();

            assertThat(sender.isActive()).isTrue();
            sender.close().sync();
        }
    }

    @Test
    void refusesAChoiceThatThisMachineDoesNotHave() {
        TransportKind foreign =
                System.getProperty("os.name", "").startsWith("Linux") ? TransportKind.KQUEUE : TransportKind.EPOLL;

        assertThatThrownBy(() -> Transport.open(Optional.of(foreign), 1, TestTransports.ALLOCATOR))
                .isInstanceOf(TransportUnavailableException.class)
                .hasMessageContaining(foreign.toString())
                .hasMessageContaining("expected");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void namesItsThreads(TransportKind kind) throws Exception {
        Transport transport = open(kind);
        String name =
                transport.loops().submit(() -> Thread.currentThread().getName()).get(5, TimeUnit.SECONDS);

        assertThat(name).matches("ringcast-loop-\\d+");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void bindsAPortOnBothFamiliesAndSetsTheOptionsOfListeners(TransportKind kind) throws Exception {
        Transport transport = open(kind);
        BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
        Channel listening = transport
                .server()
                .childHandler(new Accepting(accepted))
                .bind(ListenAddress.parse(":0").socketAddress())
                .sync()
                .channel();
        int port = ((InetSocketAddress) listening.localAddress()).getPort();

        try (Socket four = new Socket(NetUtil.LOCALHOST4, port)) {
            assertThat(four.isConnected()).isTrue();
            Channel child = taken(accepted);
            assertThat(child.config().getWriteBufferHighWaterMark()).isEqualTo(SocketOptions.WRITE_HIGH_BYTES);
            assertThat(child.alloc()).isSameAs(TestTransports.ALLOCATOR);
            if (transport.kind() == TransportKind.EPOLL) {
                assertThat(child.config().getOption(EpollChannelOption.TCP_NOTSENT_LOWAT))
                        .isEqualTo(SocketOptions.NOTSENT_LOWAT_BYTES);
                assertThat(child.config().getOption(EpollChannelOption.TCP_USER_TIMEOUT))
                        .isEqualTo(20_000);
            }
            if (transport.kind() == TransportKind.IO_URING) {
                assertThat(child.config().getOption(IoUringChannelOption.TCP_NOTSENT_LOWAT))
                        .isEqualTo(SocketOptions.NOTSENT_LOWAT_BYTES);
            }
            boolean tells = transport.kind() == TransportKind.EPOLL || transport.kind() == TransportKind.IO_URING;
            assertThat(SocketOptions.paused(child, true)).isEqualTo(tells);
            if (transport.kind() == TransportKind.EPOLL) {
                assertThat(child.config().getOption(EpollChannelOption.TCP_USER_TIMEOUT))
                        .isZero();
            }
            assertThat(SocketOptions.paused(child, false)).isEqualTo(tells);
            if (transport.kind() == TransportKind.EPOLL) {
                assertThat(child.config().getOption(EpollChannelOption.TCP_USER_TIMEOUT))
                        .isEqualTo(20_000);
            }
            TcpInfo info = new TcpInfo();
            TcpInfoReader reader = new TcpInfoReader();
            assertThat(child.eventLoop().submit(() -> reader.read(child, info)).get(5, TimeUnit.SECONDS))
                    .isEqualTo(tells);
            assertThat(info.rttMicros() > 0 && info.cwndSegments() > 0 && info.segmentBytes() > 0)
                    .isEqualTo(tells);
            assertThat(info.closed()).isFalse();
            child.close().sync();
            assertThat(child.eventLoop().submit(() -> reader.read(child, info)).get(5, TimeUnit.SECONDS))
                    .isFalse();
        }
        if (hasIpv6Loopback()) {
            try (Socket six = new Socket(NetUtil.LOCALHOST6, port)) {
                assertThat(six.isConnected()).isTrue();
            }
        }
        listening.close().sync();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void resolvesLiteralsAndLocalhostWithoutAnyServer(TransportKind kind) throws Exception {
        Transport transport = open(kind);
        EventLoop loop = transport.loops().next();

        for (String name : new String[] {"127.0.0.1", "::1", "localhost", "LOCALHOST", "origin.localhost"}) {
            InetSocketAddress address = transport
                    .resolver()
                    .getResolver(loop)
                    .resolve(InetSocketAddress.createUnresolved(name, 80))
                    .get(5, TimeUnit.SECONDS);
            assertThat(address.getAddress().isLoopbackAddress()).as(name).isTrue();
            assertThat(address.getPort()).isEqualTo(80);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void connectsByName(TransportKind kind) throws Exception {
        Transport transport = open(kind);
        BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
        Channel listening = transport
                .server()
                .childHandler(new Accepting(accepted))
                .bind(ListenAddress.parse("127.0.0.1:0").socketAddress())
                .sync()
                .channel();
        int port = ((InetSocketAddress) listening.localAddress()).getPort();

        Channel client = transport
                .client(transport.loops().next())
                .handler(new ChannelInboundHandlerAdapter())
                .connect(InetSocketAddress.createUnresolved("localhost", port))
                .sync()
                .channel();

        assertThat(taken(accepted).remoteAddress()).isEqualTo(client.localAddress());
        client.close().sync();
        listening.close().sync();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void saysWhichAddressIsInUse(TransportKind kind) throws Exception {
        Transport transport = open(kind);
        ServerBootstrap bootstrap = transport.server().childHandler(new ChannelInboundHandlerAdapter());
        Channel first = transport.bind(bootstrap, ListenAddress.parse("127.0.0.1:0"));
        int port = ((InetSocketAddress) first.localAddress()).getPort();

        assertThatThrownBy(() -> transport.bind(bootstrap, ListenAddress.parse("127.0.0.1:" + port)))
                .isInstanceOfSatisfying(
                        BindFailedException.class, e -> assertThat(e.inUse()).isTrue())
                .hasMessageContaining("127.0.0.1:" + port)
                .hasMessageContaining("address already in use");
        assertThatThrownBy(() -> transport.bind(bootstrap, ListenAddress.parse("192.0.2.1:0")))
                .isInstanceOfSatisfying(
                        BindFailedException.class, e -> assertThat(e.inUse()).isFalse());

        first.close().sync();
    }

    @Test
    void sendsUnixDatagramsBesideEveryTransportOfALinux(@TempDir Path dir) throws Exception {
        assumeTrue(kinds().get(0) == TransportKind.EPOLL);
        for (Transport transport : TRANSPORTS.values()) {
            BlockingQueue<Object> received = new LinkedBlockingQueue<>();
            DomainSocketAddress address = new DomainSocketAddress(
                    dir.resolve(transport.kind() + ".sock").toString());
            Channel receiver = transport
                    .domainDatagram()
                    .orElseThrow()
                    .handler(new Receiving(received))
                    .bind(address)
                    .sync()
                    .channel();

            Channel sender = transport
                    .domainDatagram()
                    .orElseThrow()
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect(address)
                    .sync()
                    .channel();
            sender.writeAndFlush(sender.alloc().buffer().writeBytes(new byte[] {'R'}))
                    .sync();

            assertThat(received.poll(5, TimeUnit.SECONDS)).isNotNull();
            sender.close().sync();
            receiver.close().sync();
        }
    }

    @Test
    void closesWithinABoundAlthoughConnectionsAreOpen() throws Exception {
        Transport transport = Transport.open(Optional.of(TransportKind.NIO), 2, TestTransports.ALLOCATOR);
        BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
        Channel listening = transport
                .server()
                .childHandler(new Accepting(accepted))
                .bind(ListenAddress.parse("127.0.0.1:0").socketAddress())
                .sync()
                .channel();
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), ((InetSocketAddress) listening.localAddress()).getPort())) {
            Channel child = taken(accepted);

            transport.close();

            assertThat(transport.loops().isTerminated()).isTrue();
            assertThat(child.isOpen()).isFalse();
            assertThat(listening.isOpen()).isFalse();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static Transport open(TransportKind kind) {
        return Objects.requireNonNull(TRANSPORTS.get(kind));
    }

    private static Channel taken(BlockingQueue<Channel> accepted) throws InterruptedException {
        Channel channel = accepted.poll(5, TimeUnit.SECONDS);
        assertThat(channel).isNotNull();
        return channel;
    }

    private static boolean hasIpv6Loopback() throws Exception {
        @Nullable NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        return loopback != null && loopback.inetAddresses().anyMatch(Inet6Address.class::isInstance);
    }

    private static final class Accepting extends ChannelInboundHandlerAdapter {
        private final BlockingQueue<Channel> accepted;

        Accepting(BlockingQueue<Channel> accepted) {
            this.accepted = accepted;
        }

        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        public void channelActive(io.netty.channel.ChannelHandlerContext ctx) {
            accepted.add(ctx.channel());
        }
    }

    private static final class Receiving extends ChannelInboundHandlerAdapter {
        private final BlockingQueue<Object> received;

        Receiving(BlockingQueue<Object> received) {
            this.received = received;
        }

        @Override
        public void channelRead(io.netty.channel.ChannelHandlerContext ctx, Object message) {
            received.add(message.toString());
            io.netty.util.ReferenceCountUtil.release(message);
        }
    }
}
