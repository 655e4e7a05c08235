package io.ringcast.daemon.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.uring.IoUringChannelOption;
import java.time.Duration;

/** The one place where socket options are set, each with its reason. */
public final class SocketOptions {

    /**
     * Connections that the kernel completes before we accept them: a whole audience may come back within one second. Linux takes no more
     * than {@code net.core.somaxconn}, 4096 since 5.4; who raises that need not tell us.
     */
    public static final int BACKLOG = 65_535;

    /** Connections that a listening socket accepts before its loop serves those that it has; the rest comes with the next turn. */
    static final int ACCEPTS_PER_TURN = 16;

    /**
     * Bytes that the kernel holds unsent for one socket. Without it a stalled reader takes 4 MB of kernel memory (autotuned); with it 100
     * to 250 KB, long fat paths keep their autotuned window, and "not writable" becomes an early, exact sign of lag.
     */
    public static final long NOTSENT_LOWAT_BYTES = 128 << 10;

    /**
     * How long bytes may be under way to a peer that acknowledges nothing; TCP alone would keep a vanished peer for a quarter of an hour.
     *
     * <p>Linux ends a <em>stopped</em> reader by it as well, one that acknowledges every probe of its closed window (measured: 20 s after
     * the first probe on 6.18). So it holds while bytes flow, and {@link #paused} takes it off while a peer pauses.
     */
    public static final Duration USER_TIMEOUT = Duration.ofSeconds(20);

    /**
     * The longest time between two probes of a paused peer's closed window, where the kernel can be told (Linux 6.15). Without it the time
     * doubles up to two minutes, so that a peer that vanishes while it pauses is noticed after as long again as it has paused.
     */
    public static final Duration PROBE_INTERVAL = Duration.ofSeconds(5);

    // linux/tcp.h; Netty has no name for it.
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_RTO_MAX_MS = 44;

    /** Bytes queued in a channel below which it is writable again: half of {@link #WRITE_HIGH_BYTES}, one large write. */
    public static final int WRITE_LOW_BYTES = 32 << 10;

    /** Bytes queued in a channel at which it is not writable any more: one chunk of the ring, so that a listener pins at most two. */
    public static final int WRITE_HIGH_BYTES = 64 << 10;

    private static final IntegerUnixChannelOption RTO_MAX =
            new IntegerUnixChannelOption("TCP_RTO_MAX_MS", IPPROTO_TCP, TCP_RTO_MAX_MS);

    private static final int KEEPALIVE_IDLE_SECONDS = 60;
    private static final int KEEPALIVE_INTERVAL_SECONDS = 15;
    private static final int KEEPALIVE_PROBES = 4;

    private SocketOptions() {}

    /** Options of a listening socket and of every connection that it accepts. */
    static void listening(ServerBootstrap bootstrap, TransportKind kind, ByteBufAllocator allocator) {
        bootstrap
                .option(ChannelOption.ALLOCATOR, allocator)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new ServerChannelRecvByteBufAllocator().maxMessagesPerRead(ACCEPTS_PER_TURN))
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(WRITE_LOW_BYTES, WRITE_HIGH_BYTES));
        int userTimeoutMillis = Math.toIntExact(USER_TIMEOUT.toMillis());
        switch (kind) {
            case EPOLL ->
                bootstrap
                        .childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, NOTSENT_LOWAT_BYTES)
                        .childOption(EpollChannelOption.TCP_USER_TIMEOUT, userTimeoutMillis)
                        .childOption(EpollChannelOption.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS)
                        .childOption(EpollChannelOption.TCP_KEEPINTVL, KEEPALIVE_INTERVAL_SECONDS)
                        .childOption(EpollChannelOption.TCP_KEEPCNT, KEEPALIVE_PROBES);
            case IO_URING ->
                bootstrap
                        .childOption(IoUringChannelOption.TCP_NOTSENT_LOWAT, NOTSENT_LOWAT_BYTES)
                        .childOption(IoUringChannelOption.TCP_USER_TIMEOUT, userTimeoutMillis)
                        .childOption(IoUringChannelOption.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS)
                        .childOption(IoUringChannelOption.TCP_KEEPINTVL, KEEPALIVE_INTERVAL_SECONDS)
                        .childOption(IoUringChannelOption.TCP_KEEPCNT, KEEPALIVE_PROBES);
            // No low-water mark there: the send buffer itself is the cap on what a stalled reader takes.
            case KQUEUE, NIO -> bootstrap.childOption(ChannelOption.SO_SNDBUF, 2 * (int) NOTSENT_LOWAT_BYTES);
        }
    }

    /**
     * Says whether the peer of {@code channel}, an accepted connection, has paused: then the kernel bears that it takes nothing as long as
     * it answers, and asks it every {@link #PROBE_INTERVAL}; whoever says so looks after peers that answer no more. Else the kernel ends
     * the connection after {@link #USER_TIMEOUT}.
     *
     * @return false if this channel's transport cannot be told
     */
    public static boolean paused(Channel channel, boolean pause) {
        int millis = pause ? 0 : Math.toIntExact(USER_TIMEOUT.toMillis());
        try {
            boolean told = channel.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, millis)
                    || channel.config().setOption(IoUringChannelOption.TCP_USER_TIMEOUT, millis);
            if (told && pause) {
                probeOften(channel);
            }
            return told;
        } catch (ChannelException e) {
            // It has been closed meanwhile.
            return false;
        }
    }

    private static void probeOften(Channel channel) {
        try {
            channel.config().setOption(RTO_MAX, Math.toIntExact(PROBE_INTERVAL.toMillis()));
        } catch (ChannelException e) {
            // A kernel before 6.15: probes become rarer and rarer.
        }
    }

    /**
     * Sets how much the kernel holds unsent for {@code channel}, or, where it knows no such limit, its send buffer. Nothing happens to one
     * that has been closed meanwhile.
     *
     * @param bytes enough for the stream to flow on while the peer's acknowledgements are on their way
     */
    public static void unsent(Channel channel, int bytes) {
        ChannelConfig config = channel.config();
        try {
            if (!config.setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) bytes)
                    && !config.setOption(IoUringChannelOption.TCP_NOTSENT_LOWAT, (long) bytes)) {
                config.setOption(ChannelOption.SO_SNDBUF, 2 * bytes);
            }
        } catch (ChannelException e) {
            if (channel.isOpen()) {
                throw e;
            }
        }
    }

    /** Options of a connection that we open. */
    static void connecting(Bootstrap bootstrap, TransportKind kind, ByteBufAllocator allocator) {
        bootstrap
                .option(ChannelOption.ALLOCATOR, allocator)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true);
        int userTimeoutMillis = Math.toIntExact(USER_TIMEOUT.toMillis());
        switch (kind) {
            case EPOLL ->
                bootstrap
                        .option(EpollChannelOption.TCP_USER_TIMEOUT, userTimeoutMillis)
                        .option(EpollChannelOption.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS)
                        .option(EpollChannelOption.TCP_KEEPINTVL, KEEPALIVE_INTERVAL_SECONDS)
                        .option(EpollChannelOption.TCP_KEEPCNT, KEEPALIVE_PROBES);
            case IO_URING ->
                bootstrap
                        .option(IoUringChannelOption.TCP_USER_TIMEOUT, userTimeoutMillis)
                        .option(IoUringChannelOption.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS)
                        .option(IoUringChannelOption.TCP_KEEPINTVL, KEEPALIVE_INTERVAL_SECONDS)
                        .option(IoUringChannelOption.TCP_KEEPCNT, KEEPALIVE_PROBES);
            case KQUEUE, NIO -> {}
        }
    }
}
