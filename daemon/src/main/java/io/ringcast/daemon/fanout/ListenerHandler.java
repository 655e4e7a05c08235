package io.ringcast.daemon.fanout;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * The last handler of a listener's channel: throws away what the peer says, and tells the {@link Admission} what becomes of the channel. A
 * peer that only closes its sending side goes on listening.
 */
public final class ListenerHandler extends ChannelInboundHandlerAdapter {

    private final Admission admission;
    private @Nullable Throwable cause;

    public ListenerHandler(Admission admission) {
        this.admission = admission;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            admission.onWritable();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent
                && ctx.channel() instanceof io.netty.channel.socket.DuplexChannel duplex
                && duplex.isOutputShutdown()) {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        admission.onClosed(cause);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
        // Each queued write fails with the channel; the first error is the one that closed it.
        if (cause == null && !(error instanceof ClosedChannelException)) {
            cause = error;
            admission.onFailing();
        }
        ctx.close();
    }
}
