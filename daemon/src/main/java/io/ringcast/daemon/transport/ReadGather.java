package io.ringcast.daemon.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The first handler of a connection that bytes come in by: after a read that brought little, it leaves the connection unread for a
 * while, so that the next one brings more.
 *
 * <p>A stream of 1 Mbit/s comes in two hundred writes a second, and waking up for each costs more than all else that is done with it.
 * What comes later than the rest is read at once; the end of the connection is seen at once too. Owned by the channel's event loop.
 */
public final class ReadGather extends ChannelInboundHandlerAdapter {

    /** A read of so many bytes is worth its wake-up. */
    private static final int ENOUGH_BYTES = 16 * 1024;

    private final Runnable rested = this::rested;
    private @Nullable Channel channel;
    private long restNanos;
    private boolean wanted = true;
    private boolean resting;
    private int bytes;

    /** From now on bytes may be left in the kernel for so long. 0: they are read as they come. */
    public void rest(long nanos) {
        restNanos = nanos;
    }

    /** Stops or resumes reading: use this instead of the channel's own setting. */
    public void autoRead(boolean on) {
        wanted = on;
        if (!resting) {
            apply();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        bytes += message instanceof ByteBuf part ? part.readableBytes() : 0;
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        boolean little = bytes < ENOUGH_BYTES;
        bytes = 0;
        ctx.fireChannelReadComplete();
        if (little && restNanos > 0 && !resting && wanted && ctx.channel().isActive()) {
            resting = true;
            apply();
            ctx.channel().eventLoop().schedule(rested, restNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void rested() {
        resting = false;
        apply();
    }

    private void apply() {
        if (channel != null && channel.isOpen()) {
            channel.config().setAutoRead(wanted && !resting);
        }
    }
}
