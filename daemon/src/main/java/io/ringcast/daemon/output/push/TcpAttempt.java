package io.ringcast.daemon.output.push;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.Future;
import io.ringcast.daemon.fanout.Admission;
import io.ringcast.daemon.fanout.ListenerChannel;
import io.ringcast.daemon.fanout.ListenerHandler;
import io.ringcast.daemon.fanout.SocketWriters;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a TCP port: every address of its name is tried in turn, then bytes flow. What the peer says is thrown away; that it
 * closes its sending side before ours ends means nothing, behind our end it means that it has read all.
 */
final class TcpAttempt extends ChannelInboundHandlerAdapter implements Attempt {

    private static final int SHORTEST_ATTEMPT_MILLIS = 250;

    private final EventLoop loop;
    private final TcpMaker maker;
    private final Events events;
    private final long deadlineNanos;

    private boolean over;
    private @Nullable Channel channel;
    private @Nullable Future<?> timeout;
    private @Nullable Throwable cause;
    private @Nullable TcpEnd end;
    private boolean peerEnded;

    TcpAttempt(EventLoop loop, TcpMaker maker, Events events) {
        this.loop = loop;
        this.maker = maker;
        this.events = events;
        this.deadlineNanos = loop.ticker().nanoTime() + maker.connectTimeout().toNanos();
    }

    void resolve() {
        if (over) {
            return;
        }
        timeout = loop.schedule(
                () -> finish(Outcome.failed("no connection to " + name() + " within "
                        + maker.connectTimeout().toMillis() + " ms")),
                maker.connectTimeout().toNanos(),
                TimeUnit.NANOSECONDS);
        Future<List<InetSocketAddress>> resolved =
                maker.transport().resolver().getResolver(loop).resolveAll(maker.address());
        resolved.addListener(done -> {
            if (over) {
                return;
            }
            if (resolved.isSuccess()) {
                connect(resolved.getNow(), 0);
            } else {
                finish(Outcome.failed("the name " + maker.address().getHostString()
                        + " does not resolve (expected: a name with an" + " address)"));
            }
        });
    }

    @Override
    public void attach(Admission admission) {
        open().pipeline().addLast("listener", new ListenerHandler(admission));
    }

    @Override
    public ListenerChannel channel() {
        TcpEnd made = new TcpEnd(open(), SocketWriters.over(open()), maker, () -> peerEnded);
        end = made;
        return made;
    }

    @Override
    public void cancel() {
        assert loop.inEventLoop();
        over = true;
        close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        // The listener's books first.
        ctx.fireChannelInactive();
        if (timeout == null) {
            finish(outcome());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            if (end != null && end.isSent()) {
                end.confirmed("the peer has read all of it");
            } else {
                peerEnded = true;
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
        if (cause == null && !(error instanceof ClosedChannelException)) {
            cause = error;
        }
        if (ctx.pipeline().get("listener") != null) {
            ctx.fireExceptionCaught(error);
        } else {
            ctx.close();
        }
    }

    private void connect(List<InetSocketAddress> addresses, int index) {
        long left =
                TimeUnit.NANOSECONDS.toMillis(deadlineNanos - loop.ticker().nanoTime()) / (addresses.size() - index);
        ChannelFuture connecting = maker.transport()
                .client(loop)
                .disableResolver()
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.max(SHORTEST_ATTEMPT_MILLIS, left))
                .handler(new Forwarding())
                .connect(addresses.get(index));
        channel = connecting.channel();
        connecting.addListener(done -> {
            if (over) {
                connecting.channel().close();
            } else if (connecting.isSuccess()) {
                connected(connecting.channel());
            } else if (index + 1 < addresses.size()) {
                connect(addresses, index + 1);
            } else {
                finish(Outcome.failed("no connection to " + name() + ": " + Texts.of(connecting.cause())));
            }
        });
    }

    private void connected(Channel stands) {
        disarm();
        stands.pipeline().addLast("attempt", this);
        if (!stands.isActive()) {
            finish(Outcome.failed(name() + " closed the connection"));
            return;
        }
        events.onReady(Texts.peer(stands.remoteAddress()));
    }

    private Outcome outcome() {
        TcpEnd last = end;
        if (last != null && last.outcome().isPresent()) {
            return last.outcome().get();
        }
        return Outcome.failed(name() + ": " + (cause == null ? "it closed the connection" : Texts.of(cause)));
    }

    private void finish(Outcome outcome) {
        if (!over) {
            over = true;
            close();
            events.onOver(outcome);
        }
    }

    private void close() {
        disarm();
        if (channel != null) {
            channel.close();
        }
    }

    private void disarm() {
        if (timeout != null) {
            timeout.cancel(false);
            timeout = null;
        }
    }

    private Channel open() {
        Channel now = channel;
        if (now == null) {
            throw new IllegalStateException("no connection stands");
        }
        return now;
    }

    private String name() {
        return maker.address().getHostString() + ":" + maker.address().getPort();
    }

    /** A pipeline needs a handler before the connection stands. */
    private static final class Forwarding extends ChannelInboundHandlerAdapter {}
}
