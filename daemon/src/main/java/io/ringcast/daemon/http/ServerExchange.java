package io.ringcast.daemon.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An exchange of an {@link HttpConnection}. Owned by its event loop. */
final class ServerExchange implements HttpExchange {

    private static final byte[] NO_BODY = {};

    private final HttpConnection connection;
    private final HttpRequest request;
    private final RequestTarget target;
    private final Router.Match match;
    private final byte[] body;
    private final @Nullable BodyFlow flow;
    private final TrustedProxies.Client client;
    private final Map<Class<?>, Object> notes = new HashMap<>();

    private boolean answered;
    private boolean inputEnded;
    private boolean closed;
    private @Nullable Runnable onInputEnded;
    private @Nullable Runnable onClosed;

    ServerExchange(
            HttpConnection connection,
            HttpRequest request,
            RequestTarget target,
            Router.Match match,
            byte[] body,
            @Nullable BodyFlow flow) {
        this.connection = connection;
        this.request = request;
        this.target = target;
        this.match = match;
        this.body = body;
        this.flow = flow;
        // Now: nobody can be asked for his address once he has gone.
        this.client = connection.client(request.headers());
    }

    @Override
    public HttpMethod method() {
        return match.method();
    }

    @Override
    public HttpVersion version() {
        return request.protocolVersion();
    }

    @Override
    public String rawPath() {
        return target.rawPath();
    }

    @Override
    public String path() {
        return target.path();
    }

    @Override
    public String pathParameter(String name) {
        String value = match.parameters().get(name);
        if (value == null) {
            throw new IllegalArgumentException("path parameter: " + name + " (expected: one of "
                    + match.parameters().keySet() + ")");
        }
        return value;
    }

    @Override
    public Map<String, List<String>> queries() {
        return target.query();
    }

    @Override
    public HttpHeaders headers() {
        return request.headers();
    }

    @Override
    public byte[] body() {
        return body.clone();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return client.address();
    }

    @Override
    public boolean isSecure() {
        return client.secure();
    }

    @Override
    public int localPort() {
        return connection.localPort();
    }

    @Override
    public <T> void note(Class<T> kind, T value) {
        assert eventLoop().inEventLoop() : "an exchange belongs to its event loop";
        notes.put(kind, value);
    }

    @Override
    public <T> Optional<T> noted(Class<T> kind) {
        return Optional.ofNullable(kind.cast(notes.get(kind)));
    }

    @Override
    public EventLoop eventLoop() {
        return connection.eventLoop();
    }

    @Override
    public boolean isOpen() {
        return !answered && !closed;
    }

    @Override
    public void respond(HttpResponseStatus status, String mediaType, byte[] content, HttpHeaders extra) {
        if (answer()) {
            connection.respond(this, status, mediaType, content, extra);
        }
    }

    @Override
    public void respond(HttpResponseStatus status, String mediaType, String content, HttpHeaders extra) {
        respond(status, mediaType, content.getBytes(StandardCharsets.UTF_8), extra);
    }

    @Override
    public void respond(HttpResponseStatus status, String mediaType, String content) {
        respond(status, mediaType, content, EmptyHttpHeaders.INSTANCE);
    }

    @Override
    public void respond(HttpResponseStatus status, HttpHeaders extra) {
        if (answer()) {
            connection.respond(this, status, null, NO_BODY, extra);
        }
    }

    @Override
    public void respond(HttpResponseStatus status, HttpHeaders headers, BodySource source) {
        if (request.method().equals(HttpMethod.HEAD)) {
            throw new IllegalStateException("respond: a HEAD has no body (expected: respond without one)");
        }
        if (answer()) {
            connection.respond(this, status, headers, source);
        } else {
            source.onOver(BodySource.Over.GONE);
        }
    }

    @Override
    public Channel takeOver(HttpResponseStatus status, HttpHeaders headers) {
        if (request.method().equals(HttpMethod.HEAD)) {
            throw new IllegalStateException("take over: a HEAD has no body (expected: respond)");
        }
        if (!isOpen()) {
            throw new IllegalStateException("take over: " + (answered ? "answered already" : "the client has gone")
                    + " (expected: an open exchange)");
        }
        answered = true;
        return connection.takeOver(status, headers);
    }

    @Override
    public boolean hasBody() {
        return PendingRequest.hasBody(request);
    }

    @Override
    public void receive(BodyReceiver receiver) {
        if (!isOpen() || flow == null) {
            throw new IllegalStateException(
                    "receive: not open, or a route without streams (expected: STREAM, before the answer)");
        }
        if (HttpUtil.is100ContinueExpected(request)) {
            connection.writeContinue();
        }
        flow.receive(receiver);
    }

    @Override
    public void readBody(boolean on) {
        if (isOpen() && flow != null) {
            flow.reading(on);
        }
    }

    @Override
    public Channel handOver(ChannelHandler taker) {
        if (!isOpen()) {
            throw new IllegalStateException(
                    "hand over: answered already, or the client has gone (expected: an open exchange)");
        }
        answered = true;
        return connection.handOver(HttpUtil.is100ContinueExpected(request), taker);
    }

    @Override
    public void onInputEnded(Runnable action) {
        if (inputEnded) {
            action.run();
        } else {
            onInputEnded = action;
        }
    }

    @Override
    public void onClosed(Runnable action) {
        if (closed) {
            action.run();
        } else {
            onClosed = action;
        }
    }

    /** Whether nothing of the request is still to come. */
    boolean isWhole() {
        return flow == null || flow.isWhole();
    }

    /** Takes ownership of {@code message} if it is a part of the body that is received. */
    boolean take(HttpObject message) {
        return flow != null && flow.take(message);
    }

    HttpRequest request() {
        return request;
    }

    boolean isAnswered() {
        return answered;
    }

    void inputEnded() {
        if (!inputEnded) {
            inputEnded = true;
            if (onInputEnded != null && !answered) {
                onInputEnded.run();
            }
        }
    }

    void closed() {
        if (!closed) {
            closed = true;
            if (onClosed != null && !answered) {
                onClosed.run();
            }
        }
    }

    private boolean answer() {
        assert eventLoop().inEventLoop() : "an exchange belongs to its event loop";
        if (answered) {
            throw new IllegalStateException("respond: answered already (expected: one answer)");
        }
        answered = true;
        return !closed;
    }
}
