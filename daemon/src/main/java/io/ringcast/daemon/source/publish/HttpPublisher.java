package io.ringcast.daemon.source.publish;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.ReferenceCountUtil;
import io.ringcast.daemon.http.BodyReceiver;
import io.ringcast.daemon.http.HttpExchange;
import io.ringcast.daemon.source.Publication;
import io.ringcast.daemon.source.Publisher;
import io.ringcast.daemon.source.PublisherSeat;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request that publishes: its body is framed by HTTP (a length, or chunks) or is all that follows on the connection. State belongs to
 * the event loop of the connection, to which what the source says crosses over.
 */
final class HttpPublisher implements Publisher, BodyReceiver, PublisherSeat.Claim {

    private final HttpExchange exchange;
    private final Consumer<HttpPublisher> onSeated;
    private final Consumer<HttpPublisher> onGone;
    private final String address;
    private final boolean hasLength;

    private volatile @Nullable Publication publication;
    private @Nullable Channel raw;
    private long bytes;
    private boolean whole;
    private boolean gone;

    HttpPublisher(HttpExchange exchange, Consumer<HttpPublisher> onSeated, Consumer<HttpPublisher> onGone) {
        this.exchange = exchange;
        this.onSeated = onSeated;
        this.onGone = onGone;
        this.address = exchange.remoteAddress().getAddress().getHostAddress() + ":"
                + exchange.remoteAddress().getPort();
        this.hasLength = exchange.headers().contains(HttpHeaderNames.CONTENT_LENGTH);
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public void onSeated(Publication seated) {
        publication = seated;
        onSeated.accept(this);
        onOwnLoop(() -> begin(seated));
    }

    @Override
    public void onRefused(String why) {
        onOwnLoop(() -> {
            gone();
            if (exchange.isOpen()) {
                PublishRoute.answer(exchange, 409, why);
            }
        });
    }

    @Override
    public void autoRead(boolean on) {
        onOwnLoop(() -> {
            if (raw != null) {
                raw.config().setAutoRead(on);
            } else {
                exchange.readBody(on);
            }
        });
    }

    @Override
    public void taken() {
        onOwnLoop(() -> {
            gone();
            if (exchange.isOpen()) {
                PublishRoute.answer(exchange, 200, bytes + " bytes taken");
            }
        });
    }

    @Override
    public void dismiss(String why) {
        onOwnLoop(() -> {
            gone();
            if (raw != null) {
                raw.close();
            } else if (exchange.isOpen()) {
                PublishRoute.answer(exchange, 409, why);
            }
        });
    }

    /** What plays now. Any thread. */
    void title(String title) {
        Publication seated = publication;
        if (seated != null) {
            seated.title(title);
        }
    }

    @Override
    public void onBody(ByteBuf part) {
        bytes += part.readableBytes();
        Publication seated = publication;
        if (seated != null && part.isReadable()) {
            seated.offer(part.retain());
        }
    }

    @Override
    public void onBodyEnd() {
        whole = true;
        Publication seated = publication;
        if (seated == null) {
            return;
        }
        if (hasLength) {
            seated.end();
        } else {
            // A body in chunks ends when its maker stops, whether he meant to or not.
            leave("his body ended");
            if (exchange.isOpen()) {
                PublishRoute.answer(exchange, 200, bytes + " bytes taken");
            }
        }
    }

    private void begin(Publication seated) {
        if (gone || !exchange.isOpen()) {
            gone();
            seated.left("his connection was closed");
            return;
        }
        exchange.onClosed(() -> leave("his connection was closed"));
        exchange.onInputEnded(() -> {
            if (!whole && exchange.hasBody()) {
                leave("he ended his side before the end of the body");
            }
        });
        if (exchange.hasBody()) {
            exchange.receive(this);
        } else {
            Channel channel = exchange.handOver(new Raw());
            raw = channel;
            channel.closeFuture().addListener(closed -> leave("his connection was closed"));
        }
    }

    private void leave(String why) {
        Publication seated = publication;
        if (!gone && seated != null) {
            gone();
            seated.left(why);
        }
    }

    private void gone() {
        gone = true;
        onGone.accept(this);
    }

    private void onOwnLoop(Runnable action) {
        if (exchange.eventLoop().inEventLoop()) {
            action.run();
        } else {
            exchange.eventLoop().execute(action);
        }
    }

    /** The bytes of a connection on which no HTTP is left. */
    private final class Raw extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            try {
                if (message instanceof ByteBuf part && !gone) {
                    onBody(part);
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                ctx.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            leave("his connection broke: " + cause.getMessage());
            ctx.close();
        }
    }
}
