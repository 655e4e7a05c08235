package io.ringcast.daemon.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The handler of a listening socket: after a batch of accepted connections it lets the loop do everything else for as long as the batch
 * took.
 *
 * <p>An event loop goes on accepting for as long as anybody waits, and neither looks at other sockets nor at its timers meanwhile: five
 * thousand who connect within a second would be heard before those who play get another byte. Who waits does so in the kernel's backlog.
 * Owned by the channel's event loop.
 */
final class AcceptTurns extends ChannelInboundHandlerAdapter {

    /** So few at a time disturb nobody. */
    private static final int FEW = 4;

    private static final long SHORTEST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final LongSupplier clock;
    private int accepted;
    private long began;

    /** @param clock nanoseconds, as {@link System#nanoTime()} counts them */
    AcceptTurns(LongSupplier clock) {
        this.clock = clock;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object connection) {
        if (accepted++ == 0) {
            began = clock.getAsLong();
        }
        ctx.fireChannelRead(connection);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
        boolean many = accepted > FEW;
        accepted = 0;
        // Who is out of descriptors has stopped accepting for a while already.
        if (many && ctx.channel().config().isAutoRead()) {
            Channel channel = ctx.channel();
            channel.config().setAutoRead(false);
            long rest = Math.max(SHORTEST_REST_NANOS, clock.getAsLong() - began);
            channel.eventLoop().schedule(() -> goOn(channel), rest, TimeUnit.NANOSECONDS);
        }
    }

    private static void goOn(Channel socket) {
        if (socket.isOpen()) {
            socket.config().setAutoRead(true);
        }
    }
}
