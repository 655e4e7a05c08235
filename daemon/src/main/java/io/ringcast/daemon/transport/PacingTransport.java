package io.ringcast.daemon.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;

/**
 * One thread beside the event loops, for what is sent at exact moments, and sockets for it: a loop that serves listeners is busy for
 * milliseconds at a time, and what is due must not wait for that.
 *
 * <p>epoll where there is one, since it sleeps to the nanosecond and sends many datagrams with one call; else NIO. The thread wakes without
 * the slack that others are given ({@link TimerSlack}). Thread-safe.
 */
public final class PacingTransport implements AutoCloseable {

    private static final long CLOSE_TIMEOUT_MILLIS = 5_000;

    private final boolean epoll;
    private final ByteBufAllocator allocator;
    private final MultiThreadIoEventLoopGroup group;

    private PacingTransport(boolean epoll, IoHandlerFactory handlers, ByteBufAllocator allocator) {
        this.epoll = epoll;
        this.allocator = allocator;
        this.group = new MultiThreadIoEventLoopGroup(1, new Threads(), handlers);
    }

    /** Starts the thread with its first task. {@code transport} says whether epoll may be used, and gives its allocator. */
    public static PacingTransport of(Transport transport) {
        if (transport.kind() == TransportKind.EPOLL || transport.kind() == TransportKind.IO_URING) {
            try {
                return new PacingTransport(true, EpollIoHandler.newFactory(), transport.allocator());
            } catch (RuntimeException | LinkageError noEpoll) {
                // As anywhere else.
            }
        }
        return new PacingTransport(false, ChannelTypes.of(TransportKind.NIO).loops(), transport.allocator());
    }

    /** Its thread. */
    public EventLoop loop() {
        return (EventLoop) group.iterator().next();
    }

    /** The allocator of its sockets. */
    public ByteBufAllocator allocator() {
        return allocator;
    }

    /**
     * Opens a socket that sends to any address, without waiting.
     *
     * @throws SocketException if there is no such interface
     */
    public ChannelFuture open(DatagramSocketOptions options, ChannelHandler handler) throws SocketException {
        SocketProtocolFamily family = options.ipv6() ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
        ChannelFactory<DatagramChannel> channels =
                epoll ? () -> new EpollDatagramChannel(family) : () -> new NioDatagramChannel(family);
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channelFactory(channels)
                .option(ChannelOption.ALLOCATOR, allocator)
                .handler(handler);
        options.applyTo(bootstrap, epoll);
        return bootstrap.bind(options.local());
    }

    /** Ends the thread; returns after at most 5 s. */
    @Override
    public void close() {
        group.shutdownGracefully(0, CLOSE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSE_TIMEOUT_MILLIS);
    }

    /** Makes the one thread. */
    private static final class Threads extends DefaultThreadFactory {

        Threads() {
            super("ringcast-pacing", false, Thread.MAX_PRIORITY);
        }

        @Override
        protected Thread newThread(Runnable task, String numbered) {
            Runnable exactly = () -> {
                TimerSlack.least();
                task.run();
            };
            return super.newThread(exactly, "ringcast-pacing");
        }
    }
}
