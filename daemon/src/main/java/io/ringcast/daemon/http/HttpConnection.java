package io.ringcast.daemon.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of the server: takes its requests one after the other, gives each to its route, and writes the answers in order.
 *
 * <p>What a client sends ahead waits in {@code ahead}, at most what one read brought: reading stops until the answer is out. Runs on, and
 * belongs to, the event loop of its channel.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {

    static final String TLS = "tls";
    static final String ICE = "ice";
    static final String CODEC = "codec";
    static final String TIMER = "timer";
    static final String CONNECTION = "connection";
    static final String DISCARD = "discard";
    static final String RAW = "raw";

    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

    private final Channel channel;
    private final HttpServerSettings settings;
    private final RequestAdmission admission;
    private final Responses responses;
    private final HttpServerObserver observer;
    private final RequestTimer timer;

    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Deque<HttpObject> ahead = new ArrayDeque<>();
    private @Nullable PendingRequest incoming;
    private @Nullable ServerExchange exchange;
    private @Nullable BodyPump pump;
    private boolean writing;
    private boolean draining;
    private boolean inputEnded;
    private boolean closing;
    private boolean stopping;

    HttpConnection(
            Channel channel,
            HttpServerSettings settings,
            RequestAdmission admission,
            Responses responses,
            HttpServerObserver observer) {
        this.channel = channel;
        this.settings = settings;
        this.admission = admission;
        this.responses = responses;
        this.observer = observer;
        this.timer = new RequestTimer(settings, this::requestTimedOut, this::idledOut);
    }

    RequestTimer timer() {
        return timer;
    }

    /** Who asks with a request of such headers. */
    TrustedProxies.Client client(HttpHeaders headers) {
        return settings.proxies().client((InetSocketAddress) channel.remoteAddress(), isSecure(), headers);
    }

    int localPort() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    EventLoop eventLoop() {
        return channel.eventLoop();
    }

    /** Completes when this connection is closed or was handed over. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** Ends this connection whatever goes on, unless it was handed over. */
    void abort() {
        if (!ended.isDone()) {
            channel.close();
        }
    }

    /** Ends this connection as soon as nothing is being answered. Called on the loop. */
    void stop() {
        stopping = true;
        if (exchange == null && !writing && !closing) {
            channel.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (closing) {
            ReferenceCountUtil.release(message);
        } else if (exchange != null && exchange.take((HttpObject) message)) {
            timer.off();
        } else if (exchange != null || writing || !ahead.isEmpty()) {
            ahead.add((HttpObject) message);
            channel.config().setAutoRead(false);
        } else {
            take((HttpObject) message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (exchange != null) {
                exchange.inputEnded();
            } else if (!writing && ahead.isEmpty()) {
                channel.close();
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closing = true;
        release();
        if (exchange != null) {
            exchange.closed();
        }
        endPump(BodySource.Over.GONE);
        ctx.fireChannelInactive();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (pump != null) {
            pump.go();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (isOfTls(cause)) {
            // A scanner, plain HTTP, somebody who does not trust the certificate: nothing of ours.
            observer.onRefused(HttpServerObserver.Refusal.TLS);
            LOG.debug("tls failed remote={} detail={}", channel.remoteAddress(), cause.getMessage());
        } else if (!(cause instanceof IOException)) {
            LOG.warn("http connection failed remote={}", channel.remoteAddress(), cause);
        }
        channel.close();
    }

    /** Writes the whole answer of {@code answered}; the next request follows when it is out. */
    void respond(
            ServerExchange answered,
            HttpResponseStatus status,
            @Nullable String mediaType,
            byte[] body,
            HttpHeaders extra) {
        boolean keepAlive = HttpUtil.isKeepAlive(answered.request()) && answered.isWhole();
        write(answered.request(), status, mediaType, body, extra, keepAlive);
    }

    /** Writes the head of the answer and gives its body as the client takes it; the next request follows when all is out. */
    void respond(ServerExchange answered, HttpResponseStatus status, HttpHeaders headers, BodySource source) {
        HttpRequest request = answered.request();
        boolean framed = headers.contains(HttpHeaderNames.CONTENT_LENGTH)
                || request.protocolVersion().isKeepAliveDefault();
        boolean keepAlive = begin(framed && HttpUtil.isKeepAlive(request) && answered.isWhole());
        channel.write(responses.begun(request, status, headers, keepAlive));
        BodyPump begun = new BodyPump(channel, source, timer::idle, () -> {
            pump = null;
            written(true, keepAlive);
        });
        pump = begun;
        begun.go();
        channel.flush();
    }

    /** Tells the client that it may send its body. */
    void writeContinue() {
        channel.writeAndFlush(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }

    /** Takes everything of HTTP out of the pipeline, gives the raw bytes to {@code taker} and invites the client to send them. */
    Channel handOver(boolean awaitsContinue, ChannelHandler taker) {
        exchange = null;
        closing = true;
        release();
        channel.pipeline().addLast(RAW, taker);
        channel.pipeline().remove(TIMER);
        channel.pipeline().remove(this);
        // What the decoder still holds goes to the taker.
        channel.pipeline().remove(CODEC);
        String invitation = awaitsContinue ? "HTTP/1.1 100 Continue\r\n\r\n" : "HTTP/1.0 200 OK\r\n\r\n";
        channel.writeAndFlush(Unpooled.copiedBuffer(invitation, StandardCharsets.US_ASCII));
        channel.config().setAutoRead(true);
        return channel;
    }

    /** Writes the head of an endless answer and takes everything of HTTP out of the pipeline. */
    Channel takeOver(HttpResponseStatus status, HttpHeaders headers) {
        exchange = null;
        closing = true;
        HttpResponse head = responses.endless(status, headers);
        channel.writeAndFlush(head);
        channel.pipeline().addLast(DISCARD, new Discard());
        release();
        channel.pipeline().remove(TIMER);
        // What the decoder still holds goes to the next handlers, this one among them, and is discarded there.
        channel.pipeline().remove(CODEC);
        channel.pipeline().remove(this);
        channel.config().setAutoRead(true);
        if (inputEnded) {
            // The handler that the caller is about to add must see it too.
            channel.eventLoop()
                    .execute(() -> channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE));
        }
        return channel;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        ended.complete(null);
    }

    /** Whether the connection is one of TLS. */
    private boolean isSecure() {
        return channel.pipeline().get(TLS) != null;
    }

    private static boolean isOfTls(Throwable cause) {
        return cause instanceof SSLException
                || (cause instanceof DecoderException && cause.getCause() instanceof SSLException);
    }

    /** Takes ownership of {@code message}. */
    private void take(HttpObject message) {
        try {
            if (message.decoderResult().isFailure()) {
                throw RequestAdmission.undecodable(message.decoderResult().cause());
            }
            if (message instanceof HttpRequest request) {
                timer.request();
                PendingRequest begun = admission.admit(request);
                if (begun.streams()) {
                    timer.off();
                    dispatch(begun);
                    return;
                }
                incoming = begun;
                if (HttpUtil.is100ContinueExpected(request) && !begun.invites()) {
                    writeContinue();
                }
            }
            if (message instanceof HttpContent content && incoming != null) {
                incoming.add(content.content());
                if (content instanceof LastHttpContent) {
                    PendingRequest whole = incoming;
                    incoming = null;
                    timer.off();
                    dispatch(whole);
                }
            }
        } catch (BadRequestException e) {
            refuse(e);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void dispatch(PendingRequest whole) {
        ServerExchange begun = new ServerExchange(
                this,
                whole.request(),
                whole.target(),
                whole.match(),
                whole.body(),
                whole.streams() ? new BodyFlow(channel, ahead) : null);
        exchange = begun;
        if (inputEnded) {
            begun.inputEnded();
        }
        try {
            whole.route().route().handle(begun);
        } catch (RuntimeException e) {
            LOG.error(
                    "route failed method={} path={}",
                    whole.request().method(),
                    whole.target().rawPath(),
                    e);
            if (begun.isOpen()) {
                begun.respond(
                        HttpResponseStatus.INTERNAL_SERVER_ERROR,
                        "text/plain; charset=utf-8",
                        "This request met an error of ours; the log says more.\n");
            } else if (!begun.isAnswered()) {
                channel.close();
            }
        }
    }

    private void refuse(BadRequestException refusal) {
        HttpRequest request = incoming == null ? PendingRequest.UNKNOWN : incoming.request();
        incoming = null;
        if (refusal.status().equals(HttpResponseStatus.REQUEST_TIMEOUT)) {
            observer.onRefused(HttpServerObserver.Refusal.REQUEST_TIMEOUT);
        } else if (!refusal.status().equals(HttpResponseStatus.FORBIDDEN)) {
            observer.onRefused(HttpServerObserver.Refusal.BAD_REQUEST);
        }
        write(
                request,
                refusal.status(),
                "text/plain; charset=utf-8",
                (refusal.sentence() + "\n").getBytes(StandardCharsets.UTF_8),
                refusal.headers(),
                false);
    }

    private void write(
            HttpRequest request,
            HttpResponseStatus status,
            @Nullable String mediaType,
            byte[] body,
            HttpHeaders extra,
            boolean clientKeepsAlive) {
        boolean keepAlive = begin(clientKeepsAlive);
        channel.writeAndFlush(responses.whole(request, status, mediaType, body, extra, keepAlive))
                .addListener(written -> written(written.isSuccess(), keepAlive));
    }

    /** An answer begins. Returns whether the connection goes on behind it. */
    private boolean begin(boolean clientKeepsAlive) {
        boolean keepAlive = clientKeepsAlive && !stopping && !(inputEnded && ahead.isEmpty());
        exchange = null;
        writing = true;
        closing = !keepAlive;
        timer.idle();
        return keepAlive;
    }

    /** An answer is out. */
    private void written(boolean success, boolean keepAlive) {
        writing = false;
        if (!success) {
            channel.close();
        } else if (keepAlive) {
            drain();
        } else {
            linger();
        }
    }

    private void idledOut() {
        endPump(BodySource.Over.STALLED);
        channel.close();
    }

    private void endPump(BodySource.Over how) {
        if (pump != null) {
            pump.end(how);
            pump = null;
        }
    }

    /** Takes what was sent ahead, up to and including the next request. */
    private void drain() {
        if (draining) {
            return;
        }
        draining = true;
        while (exchange == null && !writing && !closing && !ahead.isEmpty()) {
            take(ahead.remove());
        }
        draining = false;
        if (exchange == null && !writing && !closing && (inputEnded || stopping)) {
            channel.close();
        } else if (ahead.isEmpty()) {
            channel.config().setAutoRead(true);
        }
    }

    /** Ends our side and reads on for a moment: closing with unread bytes would reset the connection and eat the response. */
    private void linger() {
        release();
        timer.off();
        if (inputEnded) {
            channel.close();
        } else {
            Lingering.close(channel);
        }
    }

    private void requestTimedOut() {
        if (exchange == null && !writing && !closing) {
            refuse(new BadRequestException(
                    HttpResponseStatus.REQUEST_TIMEOUT,
                    "No whole request came within " + settings.request().toSeconds() + " s."));
        }
    }

    private void release() {
        incoming = null;
        ahead.forEach(ReferenceCountUtil::release);
        ahead.clear();
    }

    /** Drops what a client sends after its last request. */
    private static final class Discard extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }
    }
}
