package io.ringcast.daemon.output.push;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.ringcast.daemon.fanout.Admission;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Tells the {@link Admission} what becomes of a channel whose peer answers: it stands before the handler that reads the answers, so that
 * the first error, which closes the channel, is known when it closes.
 */
final class ListenerEvents extends ChannelInboundHandlerAdapter {

    private final Admission admission;
    private @Nullable Throwable cause;

    ListenerEvents(Admission admission) {
        this.admission = admission;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            admission.onWritable();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        admission.onClosed(cause);
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
        if (cause == null && !(error instanceof ClosedChannelException)) {
            cause = error;
            admission.onFailing();
        }
        ctx.fireExceptionCaught(error);
    }
}
