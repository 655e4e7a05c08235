package io.ringcast.client.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
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
            String name,
            IoHandlerFactory handlers,
            Class<? extends SocketChannel> channelType,
            BenchPlan.Engine engine) {
        this.name = name;
        this.channelType = channelType;
        this.group = new MultiThreadIoEventLoopGroup(
                engine.threads(),
                new DefaultThreadFactory("bench", true),
                GatheringIoHandler.factory(handlers, engine.gather().toNanos()));
        for (int i = 0; i < engine.threads(); i++) {
            loops.add(group.next());
        }
    }

    static BenchTransport open(BenchPlan.Engine engine) {
        return Epoll.isAvailable()
                ? new BenchTransport("epoll", EpollIoHandler.newFactory(), EpollSocketChannel.class, engine)
                : new BenchTransport("nio", NioIoHandler.newFactory(), NioSocketChannel.class, engine);
    }

    String name() {
        return name;
    }

    List<EventLoop> loops() {
        return loops;
    }

    /** How connections are made, but for the loop, the addresses and what is done with them. */
    Bootstrap bootstrap(BenchPlan plan) {
        Bootstrap bootstrap = new Bootstrap()
                .channel(channelType)
                .option(ChannelOption.TCP_NODELAY, true)
                // Closed with a reset: thousands of ports in TIME_WAIT would be missing in the next run.
                .option(ChannelOption.SO_LINGER, 0)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(plan.timing().connectTimeout().toMillis()));
        if (channelType == EpollSocketChannel.class) {
            // The port is chosen when the peer is known, so that each peer has the whole range (ip(7)).
            bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
        }
        if (plan.engine().receiveBuffer() > 0) {
            bootstrap.option(ChannelOption.SO_RCVBUF, plan.engine().receiveBuffer());
        }
        return bootstrap;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
