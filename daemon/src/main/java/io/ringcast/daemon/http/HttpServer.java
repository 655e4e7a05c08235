package io.ringcast.daemon.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.ringcast.daemon.transport.BindFailedException;
import io.ringcast.daemon.transport.ListenAddress;
import io.ringcast.daemon.transport.ServerTls;
import io.ringcast.daemon.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One HTTP server: any number of ports with one route table, over one pipeline.
 *
 * <pre>
 *   [tls] ─ timer ─ codec ─ connection  a request in, its answer out, and the next
 *   [tls] ─ discard ─ (the caller's handler)  after a take-over: raw bytes out, nothing of HTTP between
 * </pre>
 *
 * <p>Ports may be opened and closed at any time from any thread but an event loop. A connection belongs to its event loop.
 */
public final class HttpServer implements AutoCloseable {

    private static final byte[] TOO_MANY_CONNECTIONS = """
            HTTP/1.1 503 Service Unavailable\r
            Content-Type: text/plain; charset=utf-8\r
            Retry-After: 10\r
            Connection: close\r
            Content-Length: 32\r
            \r
            There are too many connections.
            """.getBytes(StandardCharsets.US_ASCII);

    private static final Duration CLOSE_GRACE = Duration.ofSeconds(1);

    private final Transport transport;
    private final HttpServerSettings settings;
    private final RequestAdmission admission;
    private final HttpServerObserver observer;
    private final Responses responses;

    private final Set<ServerSocketChannel> ports = ConcurrentHashMap.newKeySet();
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();

    /**
     * @param guard who may speak to this server, anybody when absent
     * @param clock for the Date of responses
     */
    public HttpServer(
            Transport transport,
            HttpServerSettings settings,
            Router router,
            Optional<HostGuard> guard,
            HttpServerObserver observer,
            Clock clock) {
        this.transport = transport;
        this.settings = settings;
        this.admission = new RequestAdmission(router, guard, observer);
        this.observer = observer;
        this.responses = new Responses(settings.product(), clock);
    }

    /** Opens a port without TLS; see {@link #bind(ListenAddress, Optional)}. */
    public InetSocketAddress bind(ListenAddress address) {
        return bind(address, Optional.empty());
    }

    /**
     * Opens a port and returns the address that it got.
     *
     * @param tls what its connections begin with
     * @throws BindFailedException if the port cannot be had
     */
    public InetSocketAddress bind(ListenAddress address, Optional<ServerTls> tls) {
        ServerSocketChannel port = transport.bind(
                transport
                        .server()
                        // A client that ends its side still wants its answer: printf 'GET …' | nc -N.
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childHandler(new Initializer(tls)),
                address);
        ports.add(port);
        port.closeFuture().addListener(closed -> ports.remove(port));
        return port.localAddress();
    }

    /** Closes the port that {@link #bind} opened at {@code address}; its connections live on. */
    public void unbind(InetSocketAddress address) {
        for (ServerSocketChannel port : ports) {
            if (address.equals(port.localAddress())) {
                port.close().awaitUninterruptibly();
            }
        }
    }

    /** Open connections of all ports, those that were taken over included. */
    public int connections() {
        return open.get();
    }

    /**
     * Closes every port and every connection that waits for a request; gives the answers that are under way {@code grace} to get out, and
     * then closes those too. Connections that were taken over are their takers' to close.
     *
     * @return completes when no connection of ours is left
     */
    public CompletableFuture<Void> stop(Duration grace) {
        ports.forEach(ServerSocketChannel::close);
        List<HttpConnection> ending = List.copyOf(connections);
        ending.forEach(connection -> connection.eventLoop().execute(connection::stop));
        Future<?> force = transport
                .loops()
                .next()
                .schedule(() -> ending.forEach(HttpConnection::abort), grace.toNanos(), TimeUnit.NANOSECONDS);
        return CompletableFuture.allOf(
                        ending.stream().map(HttpConnection::ended).toArray(CompletableFuture<?>[]::new))
                .whenComplete((none, error) -> force.cancel(false));
    }

    /** {@link #stop} with a grace of one second, waited for. */
    @Override
    public void close() {
        stop(CLOSE_GRACE)
                .completeOnTimeout(null, 2 * CLOSE_GRACE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private final class Initializer extends ChannelInitializer<Channel> {
        private final Optional<ServerTls> tls;

        Initializer(Optional<ServerTls> tls) {
            this.tls = tls;
        }

        @Override
        protected void initChannel(Channel channel) {
            tls.ifPresent(server -> channel.pipeline().addLast(HttpConnection.TLS, server.handler(channel.alloc())));
            channel.closeFuture().addListener(closed -> open.decrementAndGet());
            if (open.incrementAndGet() > settings.maxConnections()) {
                observer.onRefused(HttpServerObserver.Refusal.CONNECTIONS);
                channel.pipeline().addLast(new TooMany());
                return;
            }
            HttpConnection connection = new HttpConnection(channel, settings, admission, responses, observer);
            connections.add(connection);
            connection.ended().thenRun(() -> connections.remove(connection));
            channel.pipeline()
                    .addLast(HttpConnection.TIMER, connection.timer())
                    .addLast(HttpConnection.ICE, new IceRequestLine())
                    .addLast(HttpConnection.CODEC, new HttpServerCodec(decoding()))
                    .addLast(HttpConnection.CONNECTION, connection);
        }

        private HttpDecoderConfig decoding() {
            return new HttpDecoderConfig()
                    .setMaxInitialLineLength(HttpServerSettings.MAX_REQUEST_LINE_BYTES)
                    .setMaxHeaderSize(HttpServerSettings.MAX_HEADER_BYTES)
                    // RFC 9112, 2.2: a lone LF may end a line, as it does when a person types into nc.
                    .setStrictLineParsing(false);
        }
    }

    /** Says that there are too many connections, and closes; when a flood of them comes it only closes. */
    private final class TooMany extends ChannelInboundHandlerAdapter {
        private static final int ANSWERED = 64;

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            if (open.get() > settings.maxConnections() + ANSWERED) {
                ctx.close();
                return;
            }
            ctx.writeAndFlush(Unpooled.wrappedBuffer(TOO_MANY_CONNECTIONS))
                    .addListener(written -> Lingering.close(ctx.channel()));
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent && ((DuplexChannel) ctx.channel()).isOutputShutdown()) {
                ctx.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
