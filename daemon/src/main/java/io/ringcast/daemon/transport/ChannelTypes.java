package io.ringcast.daemon.transport;

import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueDatagramChannel;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.internal.SystemPropertyUtil;

/** The classes of one transport that belong together: a handler for the loops and the channels that such loops can run. */
record ChannelTypes(
        IoHandlerFactory loops,
        ChannelFactory<? extends ServerSocketChannel> server,
        ChannelFactory<? extends SocketChannel> socket,
        ChannelFactory<? extends DatagramChannel> datagram) {

    /**
     * Entries of each loop's submission ring. A tick writes to many listeners before it submits: a ring smaller than that submits several
     * times a tick; 1024 to 4096 measured alike, so the middle.
     */
    static final int IO_URING_ENTRIES = 2048;

    private static final String POLL_MULTISHOT = "io.netty.iouring.pollAddMultishotEnabled";
    private static final String ACCEPT_MULTISHOT = "io.netty.iouring.acceptMultiShotEnabled";

    /** Returns the types of {@code kind}, or throws whatever the platform says against it. */
    static ChannelTypes of(TransportKind kind) {
        return switch (kind) {
            case IO_URING -> {
                pollOnce();
                acceptOnce();
                IoUring.ensureAvailability();
                yield new ChannelTypes(
                        IoUringIoHandler.newFactory(new IoUringIoHandlerConfig().setRingSize(IO_URING_ENTRIES)),
                        IoUringServerSocketChannel::new,
                        IoUringSocketChannel::new,
                        IoUringDatagramChannel::new);
            }
            case EPOLL -> {
                Epoll.ensureAvailability();
                yield new ChannelTypes(
                        LastingEpoll.newFactory(),
                        EpollServerSocketChannel::new,
                        EpollSocketChannel::new,
                        EpollDatagramChannel::new);
            }
            case KQUEUE -> {
                KQueue.ensureAvailability();
                yield new ChannelTypes(
                        KQueueIoHandler.newFactory(),
                        KQueueServerSocketChannel::new,
                        KQueueSocketChannel::new,
                        KQueueDatagramChannel::new);
            }
            case NIO ->
                new ChannelTypes(
                        NioIoHandler.newFactory(),
                        NioServerSocketChannel::new,
                        NioSocketChannel::new,
                        NioDatagramChannel::new);
        };
    }

    /**
     * Has Netty ask for each connection anew, once for each turn of the loop. With an accept that stays armed the kernel completes as many as
     * come, and the loop sets them all up before it serves anybody: a thousand in one turn (seen with 6.18), where epoll takes 16. What
     * somebody set on the command line stands.
     */
    private static void acceptOnce() {
        unlessGiven(ACCEPT_MULTISHOT);
    }

    /**
     * Has Netty ask for readiness anew each time instead of once for ever, which it reads when its class is loaded. With a poll that stays
     * armed, Netty 4.2.18 never notices a connection that is reset behind bytes that it has not read: no exception, no end, and whoever
     * reads from it waits for ever. What somebody set on the command line stands.
     */
    private static void pollOnce() {
        unlessGiven(POLL_MULTISHOT);
    }

    private static void unlessGiven(String switchedOff) {
        if (SystemPropertyUtil.get(switchedOff) == null) {
            System.setProperty(switchedOff, "false");
        }
    }
}
