package io.ringcast.daemon.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The clock of one server connection: how long a request may take to come in whole, and how long nothing may happen between requests.
 * Stands before the codec, where the first byte of a request shows.
 */
final class RequestTimer extends ChannelInboundHandlerAdapter {

    private enum Phase {
        IDLE,
        REQUEST,
        OFF
    }

    private final HttpServerSettings settings;
    private final Runnable onRequestTimeout;
    private final Runnable onIdleTimeout;

    private Phase phase = Phase.OFF;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Future<?> timeout;

    RequestTimer(HttpServerSettings settings, Runnable onRequestTimeout, Runnable onIdleTimeout) {
        this.settings = settings;
        this.onRequestTimeout = onRequestTimeout;
        this.onIdleTimeout = onIdleTimeout;
    }

    /** A request is whole, and the route has all the time it wants. */
    void off() {
        enter(Phase.OFF, 0, () -> {});
    }

    /** Nothing may happen now for as long as the idle time. */
    void idle() {
        enter(Phase.IDLE, settings.idle().toNanos(), onIdleTimeout);
    }

    /** Bytes of a request are there or due. */
    void request() {
        if (phase != Phase.REQUEST) {
            enter(Phase.REQUEST, settings.request().toNanos(), onRequestTimeout);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        if (ctx.channel().isActive()) {
            request();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        request();
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (phase == Phase.IDLE) {
            request();
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        off();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        off();
    }

    private void enter(Phase next, long nanos, Runnable action) {
        if (timeout != null) {
            timeout.cancel(false);
            timeout = null;
        }
        phase = next;
        if (next != Phase.OFF && context != null) {
            timeout = context.executor().schedule(action, nanos, TimeUnit.NANOSECONDS);
        }
    }
}
