package io.ringcast.daemon.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request and its answer, which may come as late as the route likes. Owned by {@link #eventLoop()}: its methods are called there only.
 */
public interface HttpExchange {

    /** The method. {@code GET} for a HEAD that goes to a route which does not handle HEAD itself: its body is dropped on the way out. */
    HttpMethod method();

    /** {@code HTTP/1.0} or {@code HTTP/1.1}. */
    HttpVersion version();

    /** The path as it came, percent-encoded, without the query. */
    String rawPath();

    /** The path decoded: begins with a slash, no segment is {@code .} or {@code ..} or holds a slash or control character. */
    String path();

    /**
     * The decoded segment that the route's pattern names.
     *
     * @throws IllegalArgumentException if the pattern has no such name
     */
    String pathParameter(String name);

    /** The first value of a query parameter. */
    default Optional<String> query(String name) {
        List<String> values = queries().getOrDefault(name, List.of());
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    /** Every query parameter with its values, decoded, in the order of the request. */
    Map<String, List<String>> queries();

    /** The header as it came. */
    HttpHeaders headers();

    /** The body, empty unless the route takes one. */
    byte[] body();

    /** Who asks; behind a proxy that is trusted whom it names, with port 0 where it does not say. */
    InetSocketAddress remoteAddress();

    /** Whether who asks speaks TLS. */
    boolean isSecure();

    /** The port that was asked. */
    int localPort();

    /** Leaves word for what handles this exchange later. */
    <T> void note(Class<T> kind, T value);

    /** The word of that kind that was left. */
    <T> Optional<T> noted(Class<T> kind);

    /** Owns this exchange and its connection. */
    EventLoop eventLoop();

    /** Whether it can still be answered: not answered yet, and the connection stands. */
    boolean isOpen();

    /**
     * Answers with a body of known length; the connection then serves the next request if the client and we allow it. Does nothing when the
     * client has gone.
     *
     * @param mediaType the value of {@code Content-Type}
     * @param extra header fields beside Content-Type, Content-Length, Connection, Date and Server, which are set here
     */
    void respond(HttpResponseStatus status, String mediaType, byte[] body, HttpHeaders extra);

    /** Answers with a text in UTF-8. */
    void respond(HttpResponseStatus status, String mediaType, String body, HttpHeaders extra);

    /** Answers with a text in UTF-8 and no more header fields. */
    void respond(HttpResponseStatus status, String mediaType, String body);

    /** Answers without a body: 204, 304, or a length of 0. */
    void respond(HttpResponseStatus status, HttpHeaders extra);

    /**
     * Answers with a body that is given piece by piece; the connection then serves the next request if the client and we allow it. Without a
     * Content-Length among {@code headers} it is chunked, for a client of HTTP/1.0 it ends with the connection. Who takes nothing for as
     * long as a connection may be idle is cut off. When the client has gone, {@code body} is only told so.
     *
     * @param headers header fields beside Connection, Date and Server, which are set here
     * @throws IllegalStateException if this is the answer to a HEAD
     */
    void respond(HttpResponseStatus status, HttpHeaders headers, BodySource body);

    /**
     * Begins an endless answer and hands the connection over: the head is written ({@code Connection: close}, Date and Server are added),
     * everything of HTTP leaves the pipeline, and from then on the caller writes the raw bytes of the body, framed as its header says. What
     * the client still sends is discarded; half close is allowed, so its end of input arrives as {@code ChannelInputShutdownEvent} at the
     * handler that the caller adds. From here on the caller closes the channel.
     *
     * @throws IllegalStateException if this exchange is not open, or is a HEAD
     */
    Channel takeOver(HttpResponseStatus status, HttpHeaders headers);

    /** Whether a body follows whose end HTTP tells: a length, or chunks. */
    boolean hasBody();

    /**
     * Takes the body as it comes, for a route that is able to {@link Router.Ability#STREAM}; a client that waits for a 100 gets it. An
     * answer before the end of the body closes the connection.
     *
     * @throws IllegalStateException if this exchange is not open, or its route takes no stream
     */
    void receive(BodyReceiver receiver);

    /** Stops or resumes reading the body. */
    void readBody(boolean on);

    /**
     * Says that the client may send and hands the connection over, for clients of Icecast whose body is all that follows: a client that
     * waits for a 100 gets it, any other a 200. What the client sends arrives as raw bytes at {@code taker}, its
     * end as {@code ChannelInputShutdownEvent}. From here on the caller closes the channel.
     *
     * @throws IllegalStateException if this exchange is not open
     */
    Channel handOver(ChannelHandler taker);

    /** Calls {@code action} once when the client has ended its side, possibly only that; at once if it has. Replaces an earlier action. */
    void onInputEnded(Runnable action);

    /** Calls {@code action} once when the connection is lost before the answer was given; at once if it is. Replaces an earlier action. */
    void onClosed(Runnable action);
}
