package io.ringcast.client;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The event loops of a load test and the channels that go with them: epoll where there is one, else NIO. */
final class BenchTransport implements AutoCloseable {

    private final String name;
    private final EventLoopGroup group;
    private final Class<? extends SocketChannel> channelType;
    private final List<EventLoop> loops = new ArrayList<>();

    private BenchTransport(
            String name, IoHandlerFactory handlers, Class<? extends SocketChannel> channelType, int threads) {
        this.name = name;
        this.channelType = channelType;
        this.group = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("bench", true), handlers);
        for (int i = 0; i < threads; i++) {
            loops.add(group.next());
        }
    }

    static BenchTransport open(int threads) {
        return Epoll.isAvailable()
                ? new BenchTransport("epoll", EpollIoHandler.newFactory(), EpollSocketChannel.class, threads)
                : new BenchTransport("nio", NioIoHandler.newFactory(), NioSocketChannel.class, threads);
    }

    String name() {
        return name;
    }

    Class<? extends SocketChannel> channelType() {
        return channelType;
    }

    List<EventLoop> loops() {
        return loops;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
