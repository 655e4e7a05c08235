package io.ringcast.daemon.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.kqueue.KQueueDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDatagramChannel;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** How datagram sockets that receive are set up, each option with its reason, and what the kernel tells of them. */
public final class DatagramOptions {

    /**
     * The longest datagram that is received whole is one byte shorter: longer ones are cut and fill this. Frames of an Ethernet have 1500
     * bytes, jumbo frames 9000.
     */
    public static final int CELL_BYTES = 9216;

    /** Datagrams that one system call brings (recvmmsg): 100 Mbit/s are ten of them in a millisecond. */
    static final int DATAGRAMS_PER_CALL = 16;

    /** Datagrams that a socket gives before its loop serves others. */
    static final int DATAGRAMS_PER_TURN = 256;

    // linux/sock_diag.h: SOL_SOCKET, SO_MEMINFO, SK_MEMINFO_VARS numbers of 32 bits, of which one is SK_MEMINFO_DROPS.
    private static final int SOL_SOCKET = 1;
    private static final int SO_MEMINFO = 55;
    private static final int MEMINFO_BYTES = 9 * Integer.BYTES;
    private static final int MEMINFO_DROPS = 8 * Integer.BYTES;
    // linux/in.h, linux/in6.h
    private static final IntegerUnixChannelOption MULTICAST_ALL =
            new IntegerUnixChannelOption("RINGCAST_IP_MULTICAST_ALL", 0, 49);
    private static final IntegerUnixChannelOption V6_MULTICAST_ALL =
            new IntegerUnixChannelOption("RINGCAST_IPV6_MULTICAST_ALL", 41, 29);
    private static final long UNSIGNED = 0xFFFF_FFFFL;
    private static final RawUnixChannelOption MEMINFO =
            new RawUnixChannelOption("SO_MEMINFO", SOL_SOCKET, SO_MEMINFO, MEMINFO_BYTES);

    private DatagramOptions() {}

    /** The channels of {@code kind} that can be bound to {@code address}; the address of all interfaces means IPv4 and IPv6. */
    static ChannelFactory<? extends DatagramChannel> channels(TransportKind kind, InetAddress address) {
        if (!address.isAnyLocalAddress()) {
            return channels(kind, !(address instanceof Inet4Address));
        }
        return switch (kind) {
            case EPOLL -> EpollDatagramChannel::new;
            case IO_URING -> IoUringDatagramChannel::new;
            case KQUEUE -> KQueueDatagramChannel::new;
            case NIO -> NioDatagramChannel::new;
        };
    }

    /** The channels of {@code kind} that speak one of the two protocols. */
    static ChannelFactory<? extends DatagramChannel> channels(TransportKind kind, boolean ipv6) {
        SocketProtocolFamily family = ipv6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
        return switch (kind) {
            case EPOLL -> () -> new EpollDatagramChannel(family);
            case IO_URING -> () -> new IoUringDatagramChannel(family);
            case KQUEUE -> () -> new KQueueDatagramChannel(family);
            case NIO -> () -> new NioDatagramChannel(family);
        };
    }

    /** Spares a Linux socket what others of this host have joined (ip(7), IP_MULTICAST_ALL); NIO's sockets are made so. */
    static void onlyWhatItJoins(Bootstrap bootstrap, boolean ipv6) {
        bootstrap.option(ipv6 ? V6_MULTICAST_ALL : MULTICAST_ALL, 0);
    }

    /**
     * Options of a socket that receives at {@code address}.
     *
     * @param bufferBytes what the kernel holds for it while its loop does something else
     */
    static void receiving(Bootstrap bootstrap, TransportKind kind, InetSocketAddress address, int bufferBytes) {
        boolean many = kind == TransportKind.EPOLL || kind == TransportKind.IO_URING;
        bootstrap
                .option(ChannelOption.SO_RCVBUF, bufferBytes)
                // Several readers of a group on one host get a copy each; of two readers of one address one would get
                // nothing.
                .option(ChannelOption.SO_REUSEADDR, address.getAddress().isMulticastAddress())
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(many ? CELL_BYTES * DATAGRAMS_PER_CALL : CELL_BYTES)
                                .maxMessagesPerRead(DATAGRAMS_PER_TURN));
        switch (kind) {
            case EPOLL -> bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, CELL_BYTES);
            case IO_URING -> bootstrap.option(IoUringChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, CELL_BYTES);
            case KQUEUE, NIO -> {}
        }
    }

    /** How many bytes the kernel gives {@code channel} of what it was asked for; empty for one that has been closed. */
    public static OptionalInt receiveBuffer(Channel channel) {
        try {
            int bytes = channel.config().getOption(ChannelOption.SO_RCVBUF);
            // socket(7): Linux doubles what was asked for to make room for its own bookkeeping. The JDK halves it
            // again.
            boolean doubled = channel instanceof EpollDatagramChannel || channel instanceof IoUringDatagramChannel;
            return OptionalInt.of(doubled ? bytes / 2 : bytes);
        } catch (ChannelException e) {
            return OptionalInt.empty();
        }
    }

    /**
     * How many datagrams the kernel has thrown away since {@code channel} was opened, most likely because its receive buffer was full; it
     * counts on from 0 after 2^32. One system call. Empty where it does not tell: other transports than epoll and io_uring.
     */
    public static OptionalLong drops(Channel channel) {
        try {
            ByteBuffer info = channel.config().getOption(MEMINFO);
            return info == null || info.limit() < MEMINFO_BYTES
                    ? OptionalLong.empty()
                    : OptionalLong.of(info.order(ByteOrder.nativeOrder()).getInt(MEMINFO_DROPS) & UNSIGNED);
        } catch (ChannelException e) {
            // Closed meanwhile, or a kernel before 4.12.
            return OptionalLong.empty();
        }
    }
}
