package io.ringcast.daemon.systemd;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd when the daemon is ready, what it does, that it stops, and, as long as every event loop turns, that it lives
 * (sd_notify(3)). Without {@code NOTIFY_SOCKET} in the environment it does nothing and has no thread.
 *
 * <p>It has an event loop of its own: the one that watches must not be one that is watched. Its methods may be called from any thread
 * and do not wait, except {@link #close()}.
 */
public final class SystemdNotifier implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SystemdNotifier.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final @Nullable MultiThreadIoEventLoopGroup group;
    private final @Nullable Channel channel;

    private SystemdNotifier(@Nullable MultiThreadIoEventLoopGroup group, @Nullable Channel channel) {
        this.group = group;
        this.channel = channel;
    }

    /**
     * Connects to systemd's socket, and begins to feed its watchdog if it has one. Waits for the connection, which is made without the
     * network: called while the daemon starts, on no event loop.
     *
     * @param environment the process's
     * @param loops the event loops that must turn
     * @param nanoClock measures for how long one did not
     * @throws IllegalArgumentException if the environment's variables make no sense
     */
    public static SystemdNotifier open(
            Map<String, String> environment, Iterable<? extends EventExecutor> loops, LongSupplier nanoClock) {
        Optional<NotifySettings> wanted =
                NotifySettings.from(environment, ProcessHandle.current().pid());
        if (wanted.isEmpty()) {
            return new SystemdNotifier(null, null);
        }
        if (!Epoll.isAvailable()) {
            LOG.warn(
                    "systemd cannot be told anything: no native epoll here; the unit needs Type=exec and no WatchdogSec",
                    Epoll.unavailabilityCause());
            return new SystemdNotifier(null, null);
        }
        return open(wanted.get(), loops, nanoClock);
    }

    private static SystemdNotifier open(
            NotifySettings settings, Iterable<? extends EventExecutor> loops, LongSupplier nanoClock) {
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("systemd", true), EpollIoHandler.newFactory());
        ChannelFuture connected = new Bootstrap()
                .group(group)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new Errors())
                .connect(new DomainSocketAddress(settings.socket()))
                .awaitUninterruptibly();
        if (!connected.isSuccess()) {
            LOG.warn(
                    "systemd cannot be told anything: {}: {}",
                    settings.socket().replace('\0', '@'),
                    connected.cause().getMessage());
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
            return new SystemdNotifier(null, null);
        }
        SystemdNotifier notifier = new SystemdNotifier(group, connected.channel());
        settings.watchdog()
                .ifPresent(timeout -> notifier.watch(connected.channel().eventLoop(), loops, timeout, nanoClock));
        return notifier;
    }

    /** Every port is bound and everything runs. */
    public void ready(String status) {
        send("READY=1\nSTATUS=" + oneLine(status));
    }

    /** One line for {@code systemctl status}. */
    public void status(String status) {
        send("STATUS=" + oneLine(status));
    }

    /** The daemon begins to stop. */
    public void stopping(String status) {
        send("STOPPING=1\nSTATUS=" + oneLine(status));
    }

    /** Lets go of the socket when what was said before has been sent; waits for that, at most two seconds. Not on an event loop. */
    @Override
    public void close() {
        if (group != null && channel != null) {
            // Behind the writes, which are tasks of the same loop.
            channel.close().awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
            group.shutdownGracefully(0, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
        }
    }

    private void watch(
            EventLoop own, Iterable<? extends EventExecutor> loops, Duration timeout, LongSupplier nanoClock) {
        List<LoopWatch.Watched> watched = new ArrayList<>();
        loops.forEach(loop -> watched.add(new LoopWatch.Watched(nameOf(loop), loop)));
        LoopWatch watch = new LoopWatch(watched, own, () -> send("WATCHDOG=1"), nanoClock);
        // sd_watchdog_enabled(3) recommends half of the time.
        own.scheduleWithFixedDelay(watch::round, 0, timeout.toNanos() / 2, TimeUnit.NANOSECONDS);
    }

    private void send(String message) {
        if (channel != null) {
            channel.writeAndFlush(Unpooled.copiedBuffer(message, StandardCharsets.UTF_8))
                    .addListener(sent -> {
                        if (!sent.isSuccess()) {
                            LOG.warn(
                                    "systemd was not told \"{}\": {}",
                                    message,
                                    sent.cause().getMessage());
                        }
                    });
        }
    }

    /** A line end would begin another variable. */
    private static String oneLine(String status) {
        return status.replaceAll("\\R", " ");
    }

    private static String nameOf(EventExecutor loop) {
        return loop instanceof SingleThreadEventExecutor single
                ? single.threadProperties().name()
                : loop.toString();
    }

    /** Nothing is read here, and what cannot be sent is told where it is sent. */
    private static final class Errors extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            LOG.warn("systemd's socket: {}", cause.getMessage());
        }
    }
}
