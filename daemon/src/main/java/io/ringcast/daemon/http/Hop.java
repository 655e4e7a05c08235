package io.ringcast.daemon.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import io.netty.util.concurrent.Future;
import io.ringcast.daemon.http.DownloadRequest.Credentials;
import io.ringcast.daemon.http.DownloadRequest.ProxyAddress;
import io.ringcast.daemon.transport.ReadGather;
import io.ringcast.daemon.transport.Transport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request, of a download or an upload, on a connection of its own: name, connection, proxy, TLS, request, and what comes back.
 *
 * <pre>
 *   reads ─ proxy ─ tls ─ icy ─ encoder ─ decoder ─ response
 * </pre>
 *
 * <p>Every address of the name is tried in turn. Owned by {@code loop}; it ends by {@link #close} or a failure that it reports once.
 */
final class Hop {

    /** How far it has come, which decides what a failure means. */
    enum Phase {
        RESOLVING,
        CONNECTING,
        PROXYING,
        SECURING,
        HEAD,
        BODY
    }

    static final int MAX_STATUS_LINE_BYTES = 8 << 10;
    static final int MAX_HEADER_BYTES = 64 << 10;

    /** As large as a read can get: slicing a body smaller would cost and win nothing. */
    private static final int MAX_PART_BYTES = 1 << 20;

    private static final int SHORTEST_ATTEMPT_MILLIS = 250;

    private final EventLoop loop;
    private final Transport transport;
    private final ClientTls tls;
    private final Origin origin;
    private final Optional<ProxyAddress> proxy;
    private final HttpRequest request;
    private final DownloadRequest.Limits limits;
    private final Destinations destinations;
    private final ResponseSink sink;
    private final long deadlineNanos;

    private Phase phase = Phase.RESOLVING;
    private boolean closed;
    private ReadGather reads = new ReadGather();
    private @Nullable Channel channel;
    private @Nullable Future<?> timeout;

    Hop(
            EventLoop loop,
            Transport transport,
            ClientTls tls,
            Origin origin,
            Optional<ProxyAddress> proxy,
            HttpRequest request,
            DownloadRequest.Limits limits,
            Destinations destinations,
            ResponseSink sink) {
        this.loop = loop;
        this.transport = transport;
        this.tls = tls;
        this.origin = origin;
        this.proxy = proxy;
        this.request = request;
        this.limits = limits;
        this.destinations = destinations;
        this.sink = sink;
        this.deadlineNanos = System.nanoTime() + limits.connect().toNanos();
    }

    void start() {
        arm(limits.connect(), this::connectTimedOut);
        InetSocketAddress peer = proxy.map(p -> InetSocketAddress.createUnresolved(p.host(), p.port()))
                .orElseGet(() -> InetSocketAddress.createUnresolved(origin.host(), origin.port()));
        Future<List<InetSocketAddress>> resolved =
                transport.resolver().getResolver(loop).resolveAll(peer);
        resolved.addListener(done -> {
            if (closed) {
                return;
            }
            if (resolved.isSuccess()) {
                phase = Phase.CONNECTING;
                connectTo(resolved.getNow());
            } else {
                fail(
                        proxy.isPresent() ? DownloadFailure.Kind.PROXY : DownloadFailure.Kind.DNS,
                        "the name " + peer.getHostString() + " does not resolve");
            }
        });
    }

    Phase phase() {
        return phase;
    }

    Origin origin() {
        return origin;
    }

    /** Stops or resumes reading from the origin. */
    void autoRead(boolean on) {
        reads.autoRead(on);
    }

    /** From now on bytes may be left in the kernel for so long. */
    void gather(long nanos) {
        reads.rest(nanos);
    }

    /** Ends the connection; nothing is reported any more. */
    void close() {
        closed = true;
        disarm();
        if (channel != null) {
            channel.close();
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** The connection to the proxy, or without one to the origin, stands. */
    void connected() {
        if (tunnel()) {
            phase = Phase.PROXYING;
        } else {
            proxied();
        }
    }

    /** Bytes now go to the origin. */
    void proxied() {
        if (origin.isSecure()) {
            phase = Phase.SECURING;
        } else {
            secured();
        }
    }

    /** The connection stands with all that belongs to it: the request goes out. */
    void secured() {
        phase = Phase.HEAD;
        awaitHead();
        if (channel != null) {
            channel.writeAndFlush(request);
            sink.onRequested(channel);
        }
    }

    /** From now on the response head is waited for, as long as that may take. */
    void awaitHead() {
        arm(
                limits.header(),
                () -> fail(
                        DownloadFailure.Kind.HEADER_TIMEOUT,
                        origin + " sent no whole response head within "
                                + limits.header().toMillis() + " ms"));
    }

    /** A body is on its way, which takes as long as it takes. */
    void awaitNothing() {
        disarm();
    }

    /** A final response head came. */
    void headCame() {
        phase = Phase.BODY;
        disarm();
    }

    /** Reports a failure, once, and ends the connection. */
    void fail(DownloadFailure.Kind kind, String detail) {
        if (!closed) {
            close();
            sink.onFailed(new DownloadFailure(kind, detail));
        }
    }

    /** What a name resolves to may change from one moment to the next: what is looked at is what is connected to. */
    private void connectTo(List<InetSocketAddress> addresses) {
        List<InetSocketAddress> allowed = proxy.isPresent()
                ? addresses
                : addresses.stream()
                        .filter(address -> destinations.allows(origin.host(), address.getAddress()))
                        .toList();
        if (allowed.isEmpty()) {
            fail(
                    DownloadFailure.Kind.NOT_ALLOWED,
                    "the name " + origin.host() + " leads to an address that may not be connected to ("
                            + addresses.get(0).getAddress().getHostAddress()
                            + "; expected: one that everybody can reach, or a network that is allowed)");
            return;
        }
        connect(allowed, 0);
    }

    private void connect(List<InetSocketAddress> addresses, int index) {
        InetSocketAddress peer = addresses.get(index);
        Bootstrap bootstrap = transport
                .client(loop)
                .disableResolver()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, attemptMillis(addresses.size() - index))
                .handler(new Initializer(peer));
        // Through a tunnel the bootstrap connects to the origin's name; the proxy handler makes that a connection to
        // the proxy.
        SocketAddress target = tunnel() ? InetSocketAddress.createUnresolved(origin.host(), origin.port()) : peer;
        ChannelFuture connecting = bootstrap.connect(target);
        channel = connecting.channel();
        connecting.addListener(done -> {
            if (closed) {
                connecting.channel().close();
            } else if (connecting.isSuccess()) {
                return;
            } else if (index + 1 < addresses.size() && phase == Phase.CONNECTING) {
                connect(addresses, index + 1);
            } else {
                Throwable cause = connecting.cause();
                fail(
                        proxy.isPresent() ? DownloadFailure.Kind.PROXY : DownloadFailure.Kind.CONNECT,
                        "no connection to " + peerName() + ": " + FailureText.of(cause));
            }
        });
    }

    private int attemptMillis(int attemptsLeft) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        return (int) Math.max(SHORTEST_ATTEMPT_MILLIS, left / attemptsLeft);
    }

    private void connectTimedOut() {
        String within = " within " + limits.connect().toMillis() + " ms";
        switch (phase) {
            case RESOLVING ->
                fail(
                        proxy.isPresent() ? DownloadFailure.Kind.PROXY : DownloadFailure.Kind.DNS,
                        "no answer for the name of " + peerName() + within);
            case CONNECTING ->
                fail(
                        proxy.isPresent() ? DownloadFailure.Kind.PROXY : DownloadFailure.Kind.CONNECT,
                        "no connection to " + peerName() + within);
            case PROXYING -> fail(DownloadFailure.Kind.PROXY, peerName() + " made no way to " + origin + within);
            case SECURING -> fail(DownloadFailure.Kind.TLS, "no TLS session with " + origin + within);
            case HEAD, BODY -> throw new IllegalStateException("phase: " + phase);
        }
    }

    private String peerName() {
        return proxy.map(p -> "the proxy " + p.host() + ":" + p.port()).orElseGet(origin::toString);
    }

    /** Whether a proxy handler stands in the pipeline: always but for plain http through an HTTP proxy. */
    private boolean tunnel() {
        return proxy.isPresent() && (origin.isSecure() || proxy.get().kind() == ProxyAddress.Kind.SOCKS5);
    }

    private void arm(Duration delay, Runnable action) {
        disarm();
        timeout = loop.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void disarm() {
        if (timeout != null) {
            timeout.cancel(false);
            timeout = null;
        }
    }

    private static ProxyHandler proxyHandler(ProxyAddress proxy, InetSocketAddress resolved) {
        Optional<Credentials.Basic> credentials = proxy.credentials();
        ProxyHandler handler = switch (proxy.kind()) {
            case HTTP ->
                credentials
                        .map(c -> new HttpProxyHandler(resolved, c.user(), c.password()))
                        .orElseGet(() -> new HttpProxyHandler(resolved));
            case SOCKS5 ->
                credentials
                        .map(c -> new Socks5ProxyHandler(resolved, c.user(), c.password()))
                        .orElseGet(() -> new Socks5ProxyHandler(resolved));
        };
        // One clock for everything until the connection stands: ours.
        handler.setConnectTimeoutMillis(0);
        return handler;
    }

    private final class Initializer extends ChannelInitializer<Channel> {
        private final InetSocketAddress peer;

        Initializer(InetSocketAddress peer) {
            this.peer = peer;
        }

        @Override
        protected void initChannel(Channel created) {
            ChannelPipeline pipeline = created.pipeline();
            reads = new ReadGather();
            pipeline.addLast("reads", reads);
            if (tunnel()) {
                pipeline.addLast("proxy", proxyHandler(proxy.orElseThrow(), peer));
            }
            if (origin.isSecure()) {
                pipeline.addLast("tls", tls.handler(created.alloc(), origin));
            }
            pipeline.addLast("icy", new IcyStatusLine())
                    .addLast("encoder", new HttpRequestEncoder())
                    .addLast(
                            "decoder",
                            new HttpResponseDecoder(new HttpDecoderConfig()
                                    .setMaxInitialLineLength(MAX_STATUS_LINE_BYTES)
                                    .setMaxHeaderSize(MAX_HEADER_BYTES)
                                    .setMaxChunkSize(MAX_PART_BYTES)
                                    // RFC 9112, 2.2: old streaming servers end lines with a lone LF.
                                    .setStrictLineParsing(false)))
                    .addLast("response", new ResponseReader(Hop.this, sink));
        }
    }
}
