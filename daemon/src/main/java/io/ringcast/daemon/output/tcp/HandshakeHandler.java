package io.ringcast.daemon.output.tcp;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;

/** Waits for the end of a TLS handshake, and makes way; until then nobody listens. Belongs to its channel's event loop. */
final class HandshakeHandler extends ChannelInboundHandlerAdapter {

    private final Runnable done;
    private final Runnable failed;
    private boolean over;

    /**
     * @param done run once, when bytes may flow
     * @param failed run once instead, when they never will although the peer is still there
     */
    HandshakeHandler(Runnable done, Runnable failed) {
        this.done = done;
        this.failed = failed;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && !over) {
            over = true;
            if (handshake.isSuccess()) {
                ctx.pipeline().remove(this);
                done.run();
            } else {
                failed.run();
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    /** The handshake's end says it too. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
